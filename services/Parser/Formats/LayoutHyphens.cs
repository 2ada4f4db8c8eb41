using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Joins the end of a line to the next one. A hyphen there is taken out where the document breaks words by it, and kept where it belongs to the word: some programs write two different characters, in other documents
/// the rest of the text tells, and how often lines end so.
/// </summary>
internal sealed partial class LayoutHyphens
{
    /// <summary>What a hyphen that stands for a break only is written as here: U+2010, since U+00AD is taken out of every text.</summary>
    private const char Soft = '\u2010';

    /// <summary>A share of lines that end in a hyphen from which the document breaks words; compounds alone do so less often.</summary>
    private const double Often = 0.02;

    private const int LongestWord = 60;

    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _marksBreaks;
    private readonly bool _breaks;

    public LayoutHyphens(IReadOnlyList<LayoutLine> lines)
    {
        _marksBreaks = lines.Any(line => line.Text[^1] == Soft) && !lines.Any(line => line.Text.AsSpan(..^1).Contains(Soft));
        var ends = lines.Zip(lines.Skip(1)).Count(pair => EndsInHyphen(pair.First.Text) && char.IsLower(pair.Second.Text, 0));
        _breaks = ends >= 3 && ends > Often * lines.Count;
        foreach (var line in lines)
        {
            foreach (var word in Word().EnumerateMatches(line.Text))
            {
                // The last word of a line may be the half of one.
                if (word.Index + word.Length < line.Text.Length)
                {
                    _words.Add(line.Text.Substring(word.Index, word.Length));
                }
            }
        }
    }

    /// <summary>Keeps a soft hyphen at the end of a line visible to <see cref="Join"/>.</summary>
    public static string KeepSoft(string line)
    {
        var end = line.AsSpan().TrimEnd();
        return end.Length > 0 && end[^1] == '\u00ad' ? string.Concat(end[..^1], [Soft]) : line;
    }

    /// <summary>Puts the next line behind a text that is not empty.</summary>
    public void Append(StringBuilder text, string next)
    {
        var last = text[^1];
        var beforeLast = text.Length > 1 ? text[^2] : ' ';
        if (last is '-' or Soft && char.IsLetter(beforeLast) && char.IsLetter(next, 0))
        {
            AppendAtHyphen(text, next);
            return;
        }

        // Dashes without a space before them, slashes, and numbers in ranges stand close on both sides; scripts without spaces between words stay so.
        var close = (last is '\u2014' or '/' or '-' or '\u2013' && !char.IsWhiteSpace(beforeLast) && (last is not '\u2013' || char.IsDigit(next, 0))) || (IsSpaceless(last) && IsSpaceless(next[0]));
        text.Append(close ? "" : " ").Append(next);
    }

    private void AppendAtHyphen(StringBuilder text, string next)
    {
        var from = text.Length - 1;
        while (from > 0 && text.Length - from < LongestWord && !char.IsWhiteSpace(text[from - 1]))
        {
            from--;
        }

        var first = text.ToString(from, text.Length - from - 1).TrimStart('(', '"', '“', '„', '«', '\'');
        var second = Word().Match(next).Value;
        if (text[^1] != Soft && Conjunction().IsMatch(next))
        {
            text.Append(' ').Append(next); // "Umwelt- und Naturschutz" leaves the second half to the next word
            return;
        }

        var isCompound = !char.IsLower(next, 0) || first.Contains('-', StringComparison.Ordinal) || _words.Contains($"{first}-{second}");
        if (_marksBreaks ? text[^1] == Soft : !isCompound && (_breaks || _words.Contains(first + second)))
        {
            text.Length--;
        }

        text.Append(next);
    }

    /// <summary>Whether a line ends in the middle of a word.</summary>
    public static bool EndsInHyphen(string text) => text.Length > 2 && text[^1] is '-' or Soft && char.IsLetter(text[^2]) && char.IsLetter(text[^3]);

    private static bool IsSpaceless(char letter) => Scripts.Of(letter) is Script.Han or Script.Kana or Script.Thai || letter is >= '\u3000' and <= '\u303f' or >= '\uff00' and <= '\uff5e'
        || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.OtherLetter && letter is >= '\u0e80' and <= '\u0fff' or >= '\u1780' and <= '\u17ff';

    [GeneratedRegex("""[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*""", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex("""^(?:und|oder|bzw|sowie|and|or|og|och|eller|en|of|ja|tai|ve|și|i|oraz|lub|a|nebo|и|или|і|або|та)\b""", RegexOptions.NonBacktracking)]
    private static partial Regex Conjunction();
}
