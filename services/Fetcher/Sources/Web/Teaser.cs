using System.Net;
using System.Text;

namespace Platform.Fetcher.Sources.Web;

/// <summary>
/// Tells an entry that holds its document from one that only invites to it. A teaser has less than <see cref="Shortest"/> characters of text, or is cut: an ellipsis stands at the end of it
/// or in brackets near its end. So no word of any language decides.
/// </summary>
internal static class Teaser
{
    /// <summary>What is shorter than this, in characters without markup, is no whole document.</summary>
    public const int Shortest = 1_000;

    /// <summary>How far from the end a cut is looked for: feeds append where a text first appeared.</summary>
    private const int Tail = 300;

    private static readonly string[] Cuts = ["[…]", "[...]", "[&hellip;]", "(…)", "(...)"];

    public static bool Is(string body)
    {
        var text = Text(body).Trim();
        return text.Length < Shortest || text.EndsWith('…') || text.EndsWith("...", StringComparison.Ordinal)
            || Cuts.Any(cut => text.AsSpan(Math.Max(text.Length - Tail, 0)).Contains(cut, StringComparison.Ordinal));
    }

    /// <summary>HTML without its tags, entities as what they mean. For counting and for titles: the Parser reads documents.</summary>
    public static string Text(string html)
    {
        if (!html.AsSpan().ContainsAny('<', '&'))
        {
            return html;
        }

        var text = new StringBuilder(html.Length);
        var inTag = false;
        for (var at = 0; at < html.Length; at++)
        {
            if (inTag)
            {
                inTag = html[at] != '>';
            }
            else if (html[at] == '<' && at + 1 < html.Length && (char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!'))
            {
                inTag = true;
                text.Append(' ');
            }
            else
            {
                text.Append(html[at]);
            }
        }

        return WebUtility.HtmlDecode(text.ToString());
    }
}
