using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>One entry as its feed shows it.</summary>
internal sealed record FeedEntry
{
    public string? Guid { get; init; }

    /// <summary>Its page; null where it has none.</summary>
    public Uri? Link { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>ISO 8601, with the precision that is written.</summary>
    public string? PublishedAt { get; init; }

    /// <summary>As it is written.</summary>
    public string? Updated { get; init; }

    /// <summary>Its fullest text, HTML or plain; empty where it has none.</summary>
    public string Body { get; init; } = "";

    /// <summary>A feed of the same form that holds this entry alone, for the Parser.</summary>
    public required byte[] Alone { get; init; }

    /// <summary>SHA-256 over all that a reader would notice: counts of comments and the order of elements are none of it.</summary>
    public string Fingerprint => Hash(string.Join('\0', [Title, string.Join('\u001f', Authors), PublishedAt, Updated, Body]));

    /// <summary>What it can be known again by.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(Guid))
            {
                yield return "guid:" + Hash(Guid.Trim());
            }

            if (Link is not null)
            {
                yield return "link:" + Hash(WebAddress.Key(Link));
            }

            if (Title is not null && PublishedAt is not null)
            {
                yield return "title:" + Hash(Title + '\0' + PublishedAt);
            }
        }
    }

    /// <summary>What stands beside the bytes.</summary>
    /// <param name="url">Where they were had; null where they are the feed's.</param>
    public string Given(Uri? url) => JsonSerializer.Serialize(
        new GivenFields
        {
            Url = (url ?? Link)?.AbsoluteUri is { Length: <= WebLocation.Longest } address ? address : null,
            Title = Title is { Length: > 1000 } ? Title[..1000] : Title,
            Authors = [.. Authors.Take(32)],
            PublishedAt = PublishedAt,
        },
        JsonSerializerOptions.Web);

    private static IEnumerable<char> Breaks { get; } = [.. Enumerable.Range(0, 0x3001).Select(code => (char)code).Where(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))];

    /// <summary>SHA-256 of a text, 64 hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A text in one line, without markup; null where nothing is left.</summary>
    public static string? Line(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var line = string.Join(' ', Teaser.Text(text).Split([.. Breaks], StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }

    /// <summary>A date of a feed as ISO 8601; null where it cannot be read.</summary>
    public static string? Date(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > 100)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text
            : Time(text) is { } time ? time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>A time of a feed: RFC 3339, or RFC 822 with all that is made of it; null where it cannot be read.</summary>
    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) || MimeKit.Utils.DateUtils.TryParse(text, out time) ? time : null;
}
