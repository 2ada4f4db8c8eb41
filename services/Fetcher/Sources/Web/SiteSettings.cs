namespace Platform.Fetcher.Sources.Web;

/// <summary>Pages of the web: a source of kind <c>site</c>.</summary>
internal sealed class SiteSettings : WebSourceSettings
{
    private const int MostUrls = 1_000;
    private const int MostSitemaps = 100;

    public SiteSettings() => (MinInterval, MaxInterval) = (TimeSpan.FromHours(1), TimeSpan.FromDays(7));

    /// <summary>Absolute http or https addresses of pages, 0 to 1,000.</summary>
    public IList<string> Urls { get; } = [];

    /// <summary>Absolute http or https addresses of sitemaps or indexes of sitemaps, 0 to 100; one or a page at least. What they list of other hosts is left out.</summary>
    public IList<string> Sitemaps { get; } = [];

    /// <summary>Most pages that are known of this source, 1 to 100,000. Default 10,000.</summary>
    public int MaxPages { get; set; } = 10_000;

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? this switch
    {
        { Urls.Count: 0, Sitemaps.Count: 0 } => $"{Option(nameof(Urls) + "__0")} is not set, and neither is {Option(nameof(Sitemaps) + "__0")}; set one to an address.",
        { Urls.Count: > MostUrls } => $"{Option(nameof(Urls))} holds more than 1,000 addresses; list them in a sitemap.",
        { Sitemaps.Count: > MostSitemaps } => $"{Option(nameof(Sitemaps))} holds more than 100 addresses; list them in an index of sitemaps.",
        _ when Urls.Concat(Sitemaps).FirstOrDefault(url => !IsAddress(url)) is { } bad =>
            $"{Option(Urls.Contains(bad) ? nameof(Urls) : nameof(Sitemaps))} holds «{bad}», which is no absolute http or https address without a user name, of at most 2,048 characters.",
        { MaxPages: < 1 or > 100_000 } => $"{Option(nameof(MaxPages))} must be 1 to 100000.",
        _ => null,
    };
}
