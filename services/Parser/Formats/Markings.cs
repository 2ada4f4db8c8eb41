using System.Text.RegularExpressions;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>A text inside a data format, which may be marked up or plain: nothing says so reliably, but its tags.</summary>
internal static partial class Markings
{
    /// <summary>Takes its blocks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Begins the places of the blocks.</param>
    /// <param name="writer">Takes the blocks.</param>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public static void Take(string text, string place, BlockWriter writer)
    {
        if (IsMarkedUp(text))
        {
            var markup = new Markup(writer, lines: true);
            markup.Take(text, place);
            markup.Finish();
            return;
        }

        var group = new List<(string Text, int Number)>();
        var number = 0;
        foreach (var raw in Cleaning.Clean(References(text)).Split('\n').Append(""))
        {
            number++;
            if (Cleaning.Line(raw) is { Length: > 0 } line)
            {
                group.Add((line, number));
                continue;
            }

            foreach (var block in PlainText.Blocks(group))
            {
                writer.Add(block with { Where = $"{place} {block.Where}" });
            }

            group.Clear();
        }
    }

    /// <summary>The text alone in one line, tags and references resolved.</summary>
    public static string Line(string text) => Cleaning.Line(Cleaning.Clean(References(Tag().Replace(text, " "))));

    private static bool IsMarkedUp(string text) => Tag().IsMatch(text);

    private static string References(string text) => text.Contains('&', StringComparison.Ordinal) ? System.Net.WebUtility.HtmlDecode(text) : text;

    [GeneratedRegex("""</?(?:p|div|br|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|table|tr|td|th|img|figure|figcaption|section|article|pre|code|hr|iframe|script|small|sup|sub|u|hl2|time|body|html)(?:\s[^<>]*)?/?>""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
