using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Where a document points to.</summary>
internal static class Links
{
    private const int Most = 2000;
    private const int LongestAddress = 2000;
    private const int LongestText = 300;

    /// <summary>Adds an address of the web with the words that carry it, once.</summary>
    public static void Add(Draft draft, string address, string text)
    {
        if (draft.Links.Count < Most && address.Length <= LongestAddress && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ftp" or "mailto"
            && !draft.Links.Exists(link => link.Url == address))
        {
            var words = Cleaning.Line(Cleaning.Clean(text));
            draft.Links.Add(new Link { Url = address, Text = words == address || words.Length > LongestText ? "" : words });
        }
    }
}
