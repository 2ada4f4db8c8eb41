using System.Runtime.InteropServices;
using System.Text;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>A short line that readers see outside of menus and comments, and where it stands.</summary>
/// <param name="Part">The innermost element around it.</param>
/// <param name="At">That element's index in the outline.</param>
/// <param name="FromTitle">How many elements it stands behind the page's title; negative above it; null where no title is shown.</param>
/// <param name="Text">What it says, clean.</param>
/// <param name="Beside">Whether it stands in a sidebar, a teaser or the page's footer, away from the title.</param>
/// <param name="Names">The element's class and id.</param>
internal sealed record ShownLine(Part Part, int At, int? FromTitle, string Text, bool Beside, LineNames Names)
{
    /// <summary>Whether it is a text between the elements of a longer part, not all that an element says.</summary>
    public bool IsOwnText { get; } = Part.Text > ShownLines.Longest;

    /// <summary>Its place, for the evidence.</summary>
    public string Where => Part.OwnPlace;
}

/// <summary>The short lines of a page, in which dates and authors stand, with the title that they stand around.</summary>
internal sealed class ShownLines
{
    public const int Longest = 90;
    private const int LongestTitle = 300;
    private const int Most = 4000;

    private const int LargestRoom = 1 << 16;
    private const int Near = 20;
    private const Traits Elsewhere = Traits.Navigation | Traits.Comments | Traits.Unseen | Traits.Consent;
    // For the text of one element after the other: a page has hundreds of them.
    [ThreadStatic]
    private static StringBuilder? _room;

    private readonly PageOutline _outline;
    private readonly Dictionary<(int, int), LineNames> _names = [];

    /// <param name="outline">The page's elements.</param>
    /// <param name="title">What is known as its title: the heading that says the same is where the text begins.</param>
    public ShownLines(PageOutline outline, string? title)
    {
        _outline = outline;
        Title = TitleAmong(outline, title);
        var lines = new List<ShownLine>();
        var beside = 0;
        for (var at = 1; at < outline.Parts.Count && lines.Count < Most; at++)
        {
            var part = outline.Parts[at];
            if (part.Is(Elsewhere) && !IsAroundTitle(at))
            {
                at = part.End - 1;
                continue;
            }

            if ((part.Is(Traits.Aside | Traits.Boilerplate) || IsPageFooter(part)) && !IsAroundTitle(at) && (Title < 0 || Math.Abs(at - Title) > Near))
            {
                beside = Math.Max(beside, part.End);
            }

            if ((part.Text is > 3 and <= Longest && (part.HasOwnText || part.Class is not null || part.Name != "div")) || part.Name == "time")
            {
                lines.Add(new ShownLine(part, at, Title < 0 ? null : at - Title, Spaced(part.Element), at < beside, NamesOf(part)));
            }
            else if (part.HasOwnText && part.Text > Longest)
            {
                AddOwn(part, at, lines, at < beside);
            }
        }

        All = lines;
    }

    // Old pages put a date between two line breaks of what holds the whole text.
    private void AddOwn(Part part, int at, List<ShownLine> lines, bool beside)
    {
        if (part.Element.ElementCount is < 2 or > 200)
        {
            return;
        }

        foreach (var node in part.Element.Children)
        {
            if (node is PageTextNode { Text: { Length: > 7 and < Longest } text } && text.ContainsAnyInRange('0', '9'))
            {
                lines.Add(new ShownLine(part, at, Title < 0 ? null : at - Title, Cleaning.Line(Cleaning.Clean(new string(text))), beside, NamesOf(part)));
            }
        }
    }

    private LineNames NamesOf(Part part)
    {
        ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, part.Named, out _);
        return names ??= new LineNames(part.Class + " " + part.Id);
    }

    public PageOutline Outline => _outline;

    /// <summary>Index of the element that shows the title; -1 where none does.</summary>
    public int Title { get; }

    public IReadOnlyList<ShownLine> All { get; }

    /// <summary>What stands before a line in a short element around it: "Published" and its date are often two elements in one.</summary>
    public string Before(ShownLine line)
    {
        var part = line.Part;
        for (var up = 0; up < 3 && part.Parent > 0; up++)
        {
            part = _outline.Parts[part.Parent];
            if (part.Text > Longest)
            {
                return "";
            }

            if (part.Text > line.Part.Text && Spaced(part.Element) is var around && around.IndexOf(line.Text, StringComparison.Ordinal) is var at and > 0)
            {
                return around[..at];
            }
        }

        return "";
    }

    /// <summary>What an element says, with a space where one element ends and the next begins.</summary>
    public static string Spaced(PageElement element)
    {
        if (element.Children is [PageTextNode only])
        {
            return Cleaning.Line(Cleaning.Clean(new string(only.Text)));
        }

        var text = (_room ??= new StringBuilder(2 * Longest)).Clear();
        Append(element, text);
        var spaced = Cleaning.Line(Cleaning.Clean(text.ToString()));
        _room = text.Capacity > LargestRoom ? null : text;
        return spaced;
    }

    private static void Append(PageElement element, StringBuilder text)
    {
        foreach (var node in element.Children)
        {
            if (node is PageTextNode letters)
            {
                text.Append(letters.Text);
            }
            else if (node is PageElement { Kind.IsMute: false } inner)
            {
                var apart = inner.LocalName is not ("sup" or "b" or "i" or "em" or "strong") && !(inner.LocalName == "span" && GoesOn(inner, text));
                text.Append(apart ? " " : "");
                Append(inner, text);
                text.Append(apart ? " " : "");
            }
        }
    }

    // Some pages dress single letters of a word.
    private static bool GoesOn(PageElement inner, StringBuilder text) =>
        text.Length > 0 && char.IsLetter(text[^1]) && inner.Children is [PageTextNode { Text: [var letter, ..] }, ..] && char.IsLower(letter);

    // A heading that says what the title says; else the first of the highest level.
    private static int TitleAmong(PageOutline outline, string? title)
    {
        var best = outline.IndexOfHeading;
        var alike = title is null ? 1 : 0.74;
        var words = PageMetadata.Words(title ?? "");
        for (var at = 1; title is not null && at < outline.Parts.Count; at++)
        {
            var part = outline.Parts[at];
            if (part.Is(Traits.Heading) && part.Text is > 2 and < LongestTitle && Alike(part, words) is var likeness && likeness > alike)
            {
                (best, alike) = (at, likeness);
            }
        }

        return best;
    }

    private static double Alike(Part part, HashSet<string> title)
    {
        var words = PageMetadata.Words(Spaced(part.Element));
        return Math.Min(PageMetadata.Alike(words, title), PageMetadata.Alike(title, words)) - (part.Name == "h1" ? 0 : 0.01);
    }

    // An article has a footer of its own, which names its author and date.
    private bool IsPageFooter(Part part)
    {
        if (!part.Is(Traits.Footer))
        {
            return false;
        }

        for (var around = part; around.Parent > 0; around = _outline.Parts[around.Parent])
        {
            if (around.Is(Traits.Marked | Traits.Body) || OfArticle.Any(word => around.Class?.Contains(word, StringComparison.OrdinalIgnoreCase) == true))
            {
                return false;
            }
        }

        return true;
    }

    private static readonly string[] OfArticle = ["post", "entry", "article", "node"];

    private bool IsAroundTitle(int at) => Title >= at && Title < _outline.Parts[at].End;
}
