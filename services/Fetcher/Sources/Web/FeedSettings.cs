using Platform.Contracts;
namespace Platform.Fetcher.Sources.Web;

/// <summary>What sources of the web that are asked again and again have.</summary>
internal abstract class WebSourceSettings : SourceSettings
{
    /// <summary>Shortest time between two looks at one place, 10 s to 7 days. Default 5 min for feeds, 1 h for sites.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time between two looks at one place, at least <see cref="MinInterval"/>, at most 90 days. Default 1 day for feeds, 7 days for sites.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? this switch
    {
        _ when MinInterval < TimeSpan.FromSeconds(10) || MinInterval > TimeSpan.FromDays(7) => $"{Option(nameof(MinInterval))} must be 00:00:10 to 7.00:00:00.",
        _ when MaxInterval < MinInterval || MaxInterval > TimeSpan.FromDays(90) => $"{Option(nameof(MaxInterval))} must be {Option(nameof(MinInterval))} to 90.00:00:00.",
        _ => null,
    };

    /// <summary>Whether a setting can be asked for.</summary>
    protected static bool IsAddress(string text) => WebLocation.Read(text) is { UserInfo: "" };
}

/// <summary>A feed: a source of kind <c>feed</c>.</summary>
internal sealed class FeedSettings : WebSourceSettings
{
    // Entries without a link of their own have the feed's address with something behind it as their place.
    private const int LongestUrl = 2_000;

    /// <summary>Absolute http or https address of the feed, RSS, Atom or JSON Feed. Required.</summary>
    public string Url { get; set; } = "";

    /// <summary><c>auto</c>: an entry's page is fetched where the entry holds a teaser only. <c>always</c>, <c>never</c>. Default <c>auto</c>.</summary>
    public string Pages { get; set; } = "auto";

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? this switch
    {
        { Url: "" } => $"{Option(nameof(Url))} is not set; set it to the address of the feed.",
        _ when !IsAddress(Url) || Url.Length > LongestUrl => $"{Option(nameof(Url))} must be an absolute http or https address without a user name, of at most 2,000 characters.",
        { Pages: not ("auto" or "always" or "never") } => $"{Option(nameof(Pages))} must be auto, always or never.",
        _ => null,
    };
}
