using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Where a document points to.</summary>
internal static class Links
{
    private const int Most = 2000;
    private const int LongestAddress = 2000;
    private const int LongestText = 300;
    private static readonly string[] Schemes = ["https:", "http:", "ftp:", "mailto:"];

    /// <summary>Adds an address of the web, or one that may become one beside the document's own, with the words that carry it, once.</summary>
    public static void Add(Draft draft, string address, string text)
    {
        if (draft.Links.Count < Most && address.Length is > 0 and <= LongestAddress && (IsOfTheWeb(address) || IsRelative(address)) && !draft.Links.Exists(link => link.Url == address))
        {
            var words = Cleaning.Line(Cleaning.Clean(text));
            draft.Links.Add(new Link { Url = address, Text = words == address || words.Length > LongestText ? "" : words });
        }
    }

    /// <summary>Reads relative addresses against the document's own; without one they point nowhere and are left out.</summary>
    /// <param name="draft">The document.</param>
    /// <param name="address">Its absolute address; null where it has none.</param>
    public static void Resolve(Draft draft, string? address)
    {
        if (draft.Links.TrueForAll(link => IsWhole(link.Url)))
        {
            return;
        }

        var at = Uri.TryCreate(address, UriKind.Absolute, out var url) ? url : null;
        var all = draft.Links.Select(link => IsWhole(link.Url) ? link : at is not null && Uri.TryCreate(at, link.Url, out var whole) && IsOfTheWeb(whole.AbsoluteUri) ? link with { Url = whole.AbsoluteUri } : null)
            .OfType<Link>().DistinctBy(link => link.Url, StringComparer.Ordinal).ToList();
        draft.Links.Clear();
        draft.Links.AddRange(all);
    }

    private static bool IsWhole(string address) => Array.Exists(Schemes, scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static bool IsOfTheWeb(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ftp" or "mailto";

    // A place within the document leads nowhere else.
    private static bool IsRelative(string address) => address[0] != '#' && (address[0] == '/' || !Uri.TryCreate(address, UriKind.Absolute, out _)) && Uri.TryCreate(address, UriKind.Relative, out _);
}
