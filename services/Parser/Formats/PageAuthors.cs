using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Who wrote a page, where it only shows it: elements that are marked or named as author or byline, and lines that begin with "by".</summary>
internal static partial class PageAuthors
{
    private const int LongestByline = 80;
    private const int Nearest = 80;

    /// <summary>Proposes them.</summary>
    public static void Find(PageOutline outline, Draft draft)
    {
        var marked = false;
        var named = false;
        for (var at = 0; at < outline.Parts.Count; at++)
        {
            var part = outline.Parts[at];
            if (part.Is(Traits.Comments | Traits.Footer | Traits.Navigation | Traits.Aside) && part != outline.Body)
            {
                at = part.End - 1;
                continue;
            }

            if (part.Text is < 2 or > LongestByline)
            {
                continue;
            }

            if (!marked && IsMarked(part.Element))
            {
                marked = Propose(draft, part, "author_element", 0.72);
            }
            else if (!named && Math.Abs(at - outline.IndexOfHeading) < Nearest)
            {
                named = Byline().IsMatch(part.Element.ClassName + " " + part.Element.Id) ? Propose(draft, part, "named_author", 0.62)
                    : part.HasOwnText && By().IsMatch(Cleaning.Line(part.Element.TextContent)) && Propose(draft, part, "byline", 0.55);
            }
        }
    }

    private static bool IsMarked(IElement element) =>
        Has(element.GetAttribute("rel"), "author") || (Has(element.GetAttribute("itemprop"), "author") && element.QuerySelector("[itemprop~=name]") is null)
        || (Has(element.GetAttribute("itemprop"), "name") && element.ParentElement is { } parent && (Has(parent.GetAttribute("itemprop"), "author") || Has(parent.ParentElement?.GetAttribute("itemprop"), "author")));

    private static bool Has(string? attribute, string word) => attribute?.Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase) == true;

    private static bool Propose(Draft draft, Part part, string rule, double confidence)
    {
        var line = Cleaning.Line(part.Element.TextContent);
        var found = false;
        foreach (var name in NamesIn(line))
        {
            draft.Found(new Finding(Fields.Authors, name, Place(part.Element), rule, confidence, line));
            found = true;
        }

        return found;
    }

    /// <summary>The names of a byline such as <c>By Mira Lindqvist and Tomas Brandt | 5 November</c>.</summary>
    public static IEnumerable<string> NamesIn(string line)
    {
        var names = By().Replace(line, "");
        var end = Ends().Match(names);
        names = end.Success ? names[..end.Index] : names;
        return And().Split(names).Select(name => Name(name)).OfType<string>().Take(10);
    }

    /// <summary>A name as it is written; null for what is none: an address, a sentence, a template's placeholder, the account that set the site up.</summary>
    public static string? Name(string text)
    {
        var name = text.Trim().Trim('.', ',', ':', ';', '|', '-', '–', '—', '·', '•', '@').Trim();
        name = By().Replace(name, "");
        return name.Length is < 2 or > 60 || name.Count(letter => letter == ' ') > 5 || None().IsMatch(name) || !char.IsLetter(name[0]) ? null : name;
    }

    private static string Place(IElement element) =>
        element.LocalName + (element.Id is { Length: > 0 } id ? "#" + id : element.ClassList.Length > 0 ? "." + element.ClassList[0] : "");

    // A few words that end in "by", "von" or their like, or the word for author.
    [GeneratedRegex("""^(?:(?:\p{L}+:? ){0,3}(?:by|von|par|por|durch|przez|od|door|от):? |(?:author|autor|autorin|autorka|auteur|autore|автор|аўтар|interview|text|words|story|redaktion|foto)(?:s|es|en|i|ы)?:? )+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex By();

    [GeneratedRegex(""" ?(?:[|•·–—(]| - |\bupdated\b|\bpublished\b|\bposted\b|\bon \p{L}|\bin \p{L}|\d|\bminutes?\b|\bstaff writer\b|\bsenior\b|\beditor\b|\breporter\b|\bcorrespondent\b|\bcontributor\b|\bfollow\b)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Ends();

    [GeneratedRegex(""",? and | & |, | und | et | и |; ?""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex And();

    [GeneratedRegex("""://|@|www\.|\.com\b|^[a-z0-9]+\.[a-z.]+$|^(?:admin|administrator|webmaster|editor|author|guest|anonymous|unknown|root|user|wordpressadmin|site ?admin|share|read|view|more|home|about|contact|subscribe|the|team|by|staff|email|comments?|null|undefined|none)$| admin$|[{}<>\[\]=]""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex None();

    [GeneratedRegex("""(?:^|[^a-z])(?:author|byline|writer|creator|posted-?by|post-?author|entry-?author)(?:s|-?name|-?link|_name|__name)?(?:[^a-z]|$)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Byline();
}
