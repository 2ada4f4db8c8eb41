using System.Text.RegularExpressions;

namespace Platform.Parser.Formats;

/// <summary>The mark that an item of a list begins with.</summary>
/// <param name="Length">Letters that are no part of the item's text: a bullet with its space; 0 for a number, which is read.</param>
/// <param name="IsSure">Whether nothing but a list has it.</param>
internal sealed record LayoutMark(int Length, bool IsSure);

/// <summary>What the words of a line or block tell about it.</summary>
internal static partial class LayoutMarks
{
    private const int LongestHeading = 250;

    /// <summary>The mark at the beginning of a list's item; null for other text.</summary>
    public static LayoutMark? OfItem(string text)
    {
        if (Bullet().Match(text) is { Success: true } bullet)
        {
            return new LayoutMark(bullet.Length, true);
        }

        return Counted().IsMatch(text) || Dashed().IsMatch(text) ? new LayoutMark(0, false) : null;
    }

    /// <summary>Whether a sentence ends, perhaps within quotation marks or brackets.</summary>
    public static bool EndsSentence(string text) => text.TrimEnd('"', '\'', '”', '’', '“', '»', ')', ']', ' ') is { Length: > 0 } end && end[^1] is '.' or '!' or '?' or ':' or '…' or '。' or '！' or '？' or '؟' or '।';

    /// <summary>Whether it names a figure or table by its number.</summary>
    public static bool IsCaption(string text) => Caption().IsMatch(text);

    /// <summary>Whether a large or bold text reads like a heading and not like a paragraph set so.</summary>
    public static bool MayBeHeading(string text) => text.Length <= LongestHeading && text.Any(char.IsLetter) && text[^1] is not (',' or ';');

    /// <summary>Whether the second line of a paragraph stands further in than the first, as entries of a bibliography do.</summary>
    public static bool IsHanging(LayoutLine first, LayoutLine second) => first.Left <= first.Column.Left + 2 && second.Left > first.Left && LayoutStyles.IsFull(first, second) && !EndsSentence(first.Text);

    [GeneratedRegex("""^[•‣◦▪▫●○■□◆◇►▶➢➤✓✔\uf0b7\uf0a7\uf0d8\uf02d·∙] ?""", RegexOptions.NonBacktracking)]
    private static partial Regex Bullet();

    [GeneratedRegex("""^(?:\(?(?:\d{1,3}|[a-zA-Zа-я]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2}){1,3}\.?) \S""", RegexOptions.NonBacktracking)]
    private static partial Regex Counted();

    [GeneratedRegex("""^[-–*] \S""", RegexOptions.NonBacktracking)]
    private static partial Regex Dashed();

    [GeneratedRegex("""^(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)|tabelle|tableau|рис(?:унок|\.)?|табл(?:ица|\.)|мал(?:юнак|юнок|\.)|табліца|таблиця|rys(?:unek|\.)|tabela|сурет|кесте|figura|tabla|chart|graph|diagram|photo) ?\d{1,3}(?:[.:]|\s?[-–—]|$)""", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Caption();
}
