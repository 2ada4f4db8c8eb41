using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Platform.Parser.Formats;

/// <summary>What pages call their parts: the words in classes, ids and roles that makers of sites use everywhere.</summary>
internal static partial class Names
{
    /// <param name="element">The element.</param>
    /// <param name="known">What classes and ids of the same page were found to say: most elements of a page share theirs with others.</param>
    public static ElementNames Of(PageElement element, Dictionary<string, NameMeaning> known)
    {
        var names = new ElementNames { Traits = element.Kind.Traits };
        foreach (var attribute in element.Attributes)
        {
            var value = attribute.Value.Span;
            switch (attribute.Name)
            {
                case "class":
                    var meaning = Known(value, known);
                    (names.Class, names.ClassNumber) = (meaning.Text, meaning.Number);
                    names.Traits |= meaning.Traits | (meaning.IsUnseen ? Traits.Unseen : Traits.None);
                    break;
                case "id":
                    meaning = Known(value, known);
                    (names.Id, names.IdNumber) = (meaning.Text, meaning.Number);
                    names.Traits |= meaning.Traits;
                    break;
                case "role":
                    names.Traits |= ByRole(value);
                    break;
                case "hidden":
                case "aria-hidden" when value is "true":
                case "style" when IsUndisplayed(value):
                    names.Traits |= Traits.Hidden;
                    break;
                case "itemprop":
                    names.Property = value.ToString();
                    names.Traits |= value.Contains("articleBody", StringComparison.OrdinalIgnoreCase) ? Traits.Body : Traits.None;
                    break;
                case "rel":
                    names.Relation = value.ToString();
                    break;
            }
        }

        return names;
    }

    /// <summary>The first of an element's classes; empty where it has none.</summary>
    public static ReadOnlySpan<char> FirstClass(string? classes)
    {
        var trimmed = classes.AsSpan().TrimStart(White);
        return trimmed.IndexOfAny(White) is var end and >= 0 ? trimmed[..end] : trimmed;
    }

    private static NameMeaning Known(ReadOnlySpan<char> names, Dictionary<string, NameMeaning> known)
    {
        if (!known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(names, out var meaning))
        {
            var text = names.ToString();
            meaning = new NameMeaning(text, ByWords(text) | (IsBody(text) ? Traits.Body : Traits.None), known.Count + 1, names.ContainsAny(UnseenNames));
            known.Add(text, meaning);
        }

        return meaning;
    }

    // The expression is asked only where it may match: it costs more than all else on an element.
    private static bool IsBody(string names) => (names.Contains("body", StringComparison.OrdinalIgnoreCase) || names.Contains("content", StringComparison.OrdinalIgnoreCase)
        || names.Contains("text", StringComparison.OrdinalIgnoreCase)) && Bodies().IsMatch(names);

    private static Traits ByRole(ReadOnlySpan<char> role) => role switch
    {
        "navigation" or "menu" or "menubar" or "tablist" => Traits.Navigation,
        "banner" or "contentinfo" or "search" or "dialog" or "alert" or "alertdialog" => Traits.Boilerplate,
        "complementary" => Traits.Aside,
        "main" or "article" => Traits.Marked,
        _ => Traits.None,
    };

    private static bool IsUndisplayed(ReadOnlySpan<char> style) => style.ContainsAny(Undisplayed);

    private static readonly SearchValues<string> Undisplayed = SearchValues.Create(["display:none", "display: none", "visibility:hidden"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Cuts at everything that is no letter and before capitals: <c>relatedPosts post-footer</c> is related, posts, post, footer.</summary>
    private static Traits ByWords(string names)
    {
        if (names.Length is 0 or > 400)
        {
            return Traits.None;
        }

        var traits = Traits.None;
        var lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        var start = 0;
        for (var at = 0; at <= names.Length; at++)
        {
            var ends = at == names.Length || !char.IsAsciiLetter(names[at]) || (at > start && char.IsAsciiLetterUpper(names[at]) && char.IsAsciiLetterLower(names[at - 1]));
            if (ends)
            {
                if (at > start && lookup.TryGetValue(names.AsSpan(start, at - start), out var trait))
                {
                    traits |= trait;
                }

                start = at < names.Length && char.IsAsciiLetter(names[at]) ? at : at + 1;
            }
        }

        return traits;
    }

    // Words for readers who hear the page, such as "opens in a new window".
    private static readonly SearchValues<string> UnseenNames = SearchValues.Create(["sr-only", "visually-hidden", "screen-reader"], StringComparison.Ordinal);

    private const string White = " \t\n\f\r";

    [GeneratedRegex("(?:article|post|entry|story|blog|news|single|rich)[-_]{0,2}(?:body|content|text)(?:[^a-z]|$)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Bodies();

    private static readonly FrozenDictionary<string, Traits> Words = new (Traits Trait, string Names)[]
    {
        (Traits.Navigation, "nav navbar navigation menu menus submenu megamenu breadcrumb breadcrumbs pagination pager paging navi topnav subnav sitenav skiplink skip"),
        (Traits.Footer, "footer footnav colophon copyright imprint"),
        (Traits.Aside, "sidebar aside rail sidecolumn"),
        (Traits.Boilerplate, "related recommended recommendations recommendation promo promotion advert adverts advertisement advertisements ads ad adsbygoogle adslot sponsor sponsored banner newsletter subscribe "
            + "subscription signup popular trending teaser teasers toolbar outbrain taboola masthead topbar login paywall disclaimer "
            + "tagcloud readmore morefrom mostread mostpopular upsell crosssell blogroll"),
        (Traits.Widget, "widget widgets modal popup popover overlay tooltip lightbox carousel slider slideshow toc"),
        (Traits.Share, "share sharing shares social socials addthis sharedaddy sharebar socialshare follow"),
        (Traits.Comments, "comment comments disqus respond commentlist replies commentary kommentare comentarios"),
        (Traits.Consent, "cookie cookies consent gdpr cmp onetrust cookiebar cookiebanner"),
        (Traits.Unseen, "visuallyhidden screenreader noprint"),
        (Traits.Product, "product products pdp variant variants swatch sku upc specs spec specification specifications details detail shipping delivery stock availability"),
        (Traits.Price, "price prices pricing cost sale discount amount"),
        (Traits.Review, "review reviews rating ratings stars testimonial testimonials"),
        (Traits.Post, "post posts message messages answer answers thread topic question reply cooked"),
        (Traits.User, "user username author avatar profile member poster signature userinfo badge"),
        (Traits.Byline, "byline meta metadata date time timestamp published posted credits dateline info permalink"),
        (Traits.Card, "card cards tile tiles item items grid listing result results entry list row col column"),
        (Traits.Filter, "filter filters facet facets sort sorting refine refinement toggle tabs tab accordion dropdown search"),
        (Traits.Cart, "cart basket wishlist checkout buy quantity compare bag button btn cta action actions"),
        (Traits.Tags, "tag tags category categories topics label labels"),
        (Traits.Description, "description desc summary intro lead lede excerpt abstract overview about introduction subtitle dek standfirst seo"),
        (Traits.Code, "code highlight snippet terminal sourcecode codehilite pre"),
        (Traits.Title, "title heading headline hero name"),
        (Traits.Picture, "image images gallery photo photos caption figure thumb thumbnail media video player embed"),
        (Traits.Questions, "faq faqs questions qa help contact support location hours"),
    }.SelectMany(group => group.Names.Split(' ').Select(name => (name, group.Trait))).GroupBy(pair => pair.name, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Aggregate(Traits.None, (all, pair) => all | pair.Trait), StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a class or id says.</summary>
/// <param name="Text">It as it is written.</param>
/// <param name="Traits">What its words say.</param>
/// <param name="Number">A number for it on its page; from 1.</param>
/// <param name="IsUnseen">Whether, of a class, it hides what has it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NameMeaning(string Text, Traits Traits, int Number, bool IsUnseen);

/// <summary>What an element is called and what that says of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ElementNames
{
    public Traits Traits { get; set; }

    public string? Class { get; set; }

    /// <summary>Of the class, on its page; 0 for none.</summary>
    public int ClassNumber { get; set; }

    public string? Id { get; set; }

    /// <summary>Of the id, on its page; 0 for none.</summary>
    public int IdNumber { get; set; }

    public string? Property { get; set; }

    public string? Relation { get; set; }
}
