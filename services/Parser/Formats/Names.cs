using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Platform.Parser.Formats;

/// <summary>What pages call their parts: the words in classes, ids and roles that makers of sites use everywhere.</summary>
internal static partial class Names
{
    public static Traits TraitsOf(IElement element)
    {
        var traits = ByTag(element.LocalName);
        if (element.Attributes.Length == 0)
        {
            return traits;
        }

        var (names, id) = (element.ClassName, element.Id);
        traits |= ByRole(element.GetAttribute("role")) | ByWords(names) | ByWords(id);
        if (IsBody(names) || IsBody(id))
        {
            traits |= Traits.Body;
        }

        if (names is not null && UnseenNames.Any(name => names.Contains(name, StringComparison.Ordinal)))
        {
            traits |= Traits.Unseen;
        }

        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true" || IsUndisplayed(element.GetAttribute("style")))
        {
            traits |= Traits.Hidden;
        }

        if (element.GetAttribute("itemprop") is { } property && property.Contains("articleBody", StringComparison.OrdinalIgnoreCase))
        {
            traits |= Traits.Body;
        }

        return traits;
    }

    // The expression is asked only where it may match: it costs more than all else on an element.
    private static bool IsBody(string? names) => names is not null && (names.Contains("body", StringComparison.OrdinalIgnoreCase) || names.Contains("content", StringComparison.OrdinalIgnoreCase)
        || names.Contains("text", StringComparison.OrdinalIgnoreCase)) && Bodies().IsMatch(names);

    private static Traits ByTag(string tag) => tag switch
    {
        "nav" or "menu" => Traits.Navigation,
        "header" => Traits.Header,
        "footer" => Traits.Footer,
        "aside" => Traits.Aside,
        "form" => Traits.Form,
        "dialog" => Traits.Boilerplate,
        "article" or "main" => Traits.Marked,
        ['h', >= '1' and <= '6'] => Traits.Heading,
        _ => Traits.None,
    };

    private static Traits ByRole(string? role) => role switch
    {
        "navigation" or "menu" or "menubar" or "tablist" => Traits.Navigation,
        "banner" or "contentinfo" or "search" or "dialog" or "alert" or "alertdialog" => Traits.Boilerplate,
        "complementary" => Traits.Aside,
        "main" or "article" => Traits.Marked,
        _ => Traits.None,
    };

    private static bool IsUndisplayed(string? style) => style is not null
        && (style.Contains("display:none", StringComparison.OrdinalIgnoreCase) || style.Contains("display: none", StringComparison.OrdinalIgnoreCase)
            || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase));

    /// <summary>Cuts at everything that is no letter and before capitals: <c>relatedPosts post-footer</c> is related, posts, post, footer.</summary>
    private static Traits ByWords(string? names)
    {
        if (string.IsNullOrEmpty(names) || names.Length > 400)
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
    private static readonly string[] UnseenNames = ["sr-only", "visually-hidden", "screen-reader"];

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
