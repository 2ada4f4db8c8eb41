using System.Text.Json;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>What a page says about itself: JSON-LD, meta elements, time elements, its heading and title.</summary>
internal static class PageMetadata
{
    private const int DeepestJson = 12;
    private const int MostTags = 40;

    /// <summary>Proposes everything found.</summary>
    public static void Find(PageDocument page, SpeakingElements speaking, Draft draft)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(draft);
        var dayFirst = DayFirst(page);
        foreach (var script in speaking.Data)
        {
            JsonLd(script.TextContent, draft, dayFirst);
        }

        foreach (var meta in speaking.Metas)
        {
            Meta(meta, draft, dayFirst);
        }

        if (speaking.Canonical?.GetAttribute("href") is { } canonical)
        {
            Propose(draft, Fields.CanonicalUrl, canonical, "link[rel=canonical]", "canonical_link", 0.95, dayFirst);
        }

        LabelledForCards(speaking.Metas, draft, dayFirst);
        HeadingAndTitle(speaking, draft, dayFirst);
    }

    // Cards for social sites: twitter:label1 "Written by", twitter:data1 the name.
    private static void LabelledForCards(IReadOnlyList<PageElement> metas, Draft draft, bool? dayFirst)
    {
        foreach (var number in (string[])["1", "2"])
        {
            if (Content(metas, "twitter:label" + number) is { } label && (label.EndsWith(" by", StringComparison.OrdinalIgnoreCase) || label.EndsWith(" von", StringComparison.OrdinalIgnoreCase)
                || label.EndsWith(" par", StringComparison.OrdinalIgnoreCase) || label.EndsWith(" por", StringComparison.OrdinalIgnoreCase)) && Content(metas, "twitter:data" + number) is { } value)
            {
                Propose(draft, Fields.Authors, value, $"meta[name=twitter:data{number}]", "card", 0.78, dayFirst);
            }
        }
    }

    private static string? Content(IReadOnlyList<PageElement> metas, string name) => metas.FirstOrDefault(meta => string.Equals(meta.GetAttribute("name"), name, StringComparison.OrdinalIgnoreCase))?.GetAttribute("content");

    /// <summary>How the page's language writes 3/4/2024; null where it may be either.</summary>
    public static bool? DayFirst(PageDocument page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var language = page.Root?.GetAttribute("lang");
        return string.IsNullOrEmpty(language) ? null : language.Equals("en-US", StringComparison.OrdinalIgnoreCase) ? false : DayFirstEnglish.Contains(language, StringComparer.OrdinalIgnoreCase) ? true : language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? null : true;
    }

    private static readonly string[] DayFirstEnglish = ["en-GB", "en-AU", "en-NZ", "en-IE", "en-IN"];

    // Where heading and title speak of the same, the heading is what readers see; a heading of other words is often the site's slogan.
    private static void HeadingAndTitle(SpeakingElements speaking, Draft draft, bool? dayFirst)
    {
        var title = Cleaning.Line(speaking.Title?.TextContent ?? "");
        var known = draft.Value(Fields.Title) ?? title;
        var heading = speaking.Headings.Select(ShownLines.Spaced).Where(text => text.Length > 2)
            .MaxBy(text => Math.Max(Alike(text, title), Alike(text, known)));
        if (heading is not null)
        {
            var alike = Math.Max(Alike(heading, title), Alike(heading, known));
            var site = string.Equals(heading, draft.Value(Fields.Publisher), StringComparison.OrdinalIgnoreCase);
            // A line over the title is often put into its heading: "Politics: Mayor elected", where the page's data say "Mayor elected".
            var led = draft.Findings(Fields.Title).Any(stated => stated.Confidence >= 0.9 && stated.Value!.Length is > 14 and var length && length < heading.Length && heading.EndsWith(stated.Value!, StringComparison.Ordinal));
            Propose(draft, Fields.Title, heading, "h1", "heading", site ? 0.3 : IsSitePart(heading, title) ? 0.55 : led ? 0.85 : alike > 0.9 ? 0.97 : alike >= 0.5 ? 0.955 : 0.7, dayFirst);
        }

        Propose(draft, Fields.Title, title, "title", "title_element", 0.6, dayFirst);
    }

    // "Title | Site", "Site » Archive » Title": a heading that is the site's part of it.
    private static bool IsSitePart(string heading, string title) =>
        heading.Length * 2 < title.Length && ((title.StartsWith(heading, StringComparison.OrdinalIgnoreCase) && title[heading.Length..].StartsWith(" »", StringComparison.Ordinal))
            || (title.EndsWith(heading, StringComparison.OrdinalIgnoreCase) && title[..^heading.Length].EndsWith(" | ", StringComparison.Ordinal)));

    /// <summary>How many of the first's words the second has too: 0 to 1.</summary>
    internal static double Alike(string text, string other) => Alike(Words(text), Words(other));

    /// <summary>How many of the first words are among the others: 0 to 1.</summary>
    internal static double Alike(HashSet<string> words, HashSet<string> others) => words.Count == 0 ? 0 : (double)words.Count(others.Contains) / words.Count;

    private static readonly char[] Borders = [' ', ',', '.', ':', ';', '!', '?', '|', '-', '–', '—', '(', ')', '"', '“', '”', '«', '»', '¶'];

    internal static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split(Borders, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace('’', '\''))];

    /// <summary>The title without the site's name before or behind a dash or bar.</summary>
    private static string WithoutSite(string title, Draft draft)
    {
        if (title.Split(" » ") is { Length: > 2 } path)
        {
            return path[^1];
        }

        foreach (var mark in (string[])[" | ", " — ", " – ", " - ", " :: ", " · ", " » ", " • "])
        {
            var cut = title.LastIndexOf(mark, StringComparison.Ordinal);
            if (cut <= 0)
            {
                continue;
            }

            string rest = title[..cut].Trim(), end = title[(cut + mark.Length)..].Trim(), site = draft.Value(Fields.Publisher) ?? "";
            if (site.Length > 0 && string.Equals(rest, site, StringComparison.OrdinalIgnoreCase))
            {
                return end;
            }

            // A site's name is short beside the title, unless the page says what it is.
            if ((site.Length > 0 && Alike(end, site) > 0.9) || mark == " | " || (end.Split(' ').Length <= 4 && end.Length * 2 < rest.Length))
            {
                return rest.Contains(mark, StringComparison.Ordinal) && mark == " | " ? WithoutSite(rest, draft) : rest;
            }
        }

        return title;
    }

    private static void Meta(PageElement meta, Draft draft, bool? dayFirst)
    {
        var name = (meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? "").ToLowerInvariant();
        var where = $"meta[{(meta.HasAttribute("property") ? "property" : meta.HasAttribute("name") ? "name" : "itemprop")}={name}]";
        (string Field, double Confidence)? known = name switch
        {
            "og:title" => (Fields.Title, 0.9),
            "twitter:title" => (Fields.Title, 0.8),
            "dc.title" or "dcterms.title" or "citation_title" => (Fields.Title, 0.85),
            "article:published_time" or "og:published_time" or "citation_publication_date" or "citation_online_date" => (Fields.PublishedAt, 0.92),
            "datepublished" or "dc.date" or "dc.date.issued" or "dcterms.date" or "dcterms.issued" or "pubdate" or "publishdate" or "publication_date" or "published" or "date" => (Fields.PublishedAt, 0.85),
            "article:modified_time" or "og:updated_time" or "datemodified" or "dcterms.modified" or "last-modified" or "updated" => (Fields.ModifiedAt, 0.9),
            _ when name.EndsWith("author", StringComparison.Ordinal) || name is "dc.creator" or "dcterms.creator" => (Fields.Authors, name == "article:author" ? 0.7 : 0.8),
            "og:site_name" or "dc.publisher" or "application-name" => (Fields.Publisher, 0.8),
            "description" or "og:description" => (Fields.Description, name == "description" ? 0.85 : 0.8),
            "og:url" => (Fields.CanonicalUrl, 0.8),
            "article:tag" or "og:article:tag" => (Fields.Tags, 0.85),
            "keywords" or "news_keywords" => (Fields.Tags, 0.6),
            _ when name.EndsWith("pubdate", StringComparison.Ordinal) || name.EndsWith("pub-date", StringComparison.Ordinal) => (Fields.PublishedAt, 0.85),
            _ when name.EndsWith("date", StringComparison.Ordinal) && !name.Contains("modif", StringComparison.Ordinal) && !name.Contains("update", StringComparison.Ordinal) && !OtherDates.Any(word => name.Contains(word, StringComparison.Ordinal)) => (Fields.PublishedAt, 0.6),
            _ => null,
        };
        if (known is { } field)
        {
            Propose(draft, field.Field, meta.GetAttribute("content")!, where, "meta", field.Confidence, dayFirst);
        }
    }

    // Of a film, an offer, an event, a person.
    private static readonly string[] OtherDates = ["upload", "expir", "start", "end", "valid", "birth", "until", "event"];

    private static void JsonLd(string json, Draft draft, bool? dayFirst)
    {
        try
        {
            using var document = JsonText.Parse(json, maxDepth: 64);
            Node(document.RootElement, "$", draft, dayFirst, 0);
        }
        catch (JsonException)
        {
            // pages hold broken JSON-LD often enough; the other witnesses remain
        }
    }

    /// <summary>Proposes what a node of schema.org states, with the nodes of its graph.</summary>
    internal static void Node(JsonElement node, string path, Draft draft, bool? dayFirst, int depth)
    {
        if (depth > DeepestJson)
        {
            return;
        }

        if (node.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in node.EnumerateArray())
            {
                Node(item, $"{path}[{index++}]", draft, dayFirst, depth + 1);
            }
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            if (node.TryGetProperty("@graph", out var graph))
            {
                Node(graph, path + ".@graph", draft, dayFirst, depth + 1);
            }

            var type = Texts(node, "@type").FirstOrDefault() ?? "";
            var article = type.Contains("Article", StringComparison.Ordinal) || type is "BlogPosting" or "Report" or "NewsArticle" or "Review";
            if (article || type is "WebPage" || type.EndsWith("Posting", StringComparison.Ordinal) || Made.Contains(type))
            {
                Article(node, path, draft, dayFirst, article ? 0.95 : 0.7);
            }

            foreach (var inner in (string[])["mainEntity", "mainEntityOfPage"])
            {
                if (node.TryGetProperty(inner, out var entity) && entity.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    Node(entity, $"{path}.{inner}", draft, dayFirst, depth + 1);
                }
            }
        }
    }

    // Things besides articles whose date is the page's.
    private static readonly string[] Made = ["Recipe", "HowTo", "VideoObject", "Book", "Course", "Dataset", "TechArticle", "QAPage", "Question", "ItemPage", "CollectionPage", "FAQPage", "AboutPage", "Event", "SoftwareApplication", "CreativeWork"];

    private static void Article(JsonElement node, string path, Draft draft, bool? dayFirst, double confidence)
    {
        foreach (var (property, field) in ((string, string)[])
            [("headline", Fields.Title), ("name", Fields.Title), ("datePublished", Fields.PublishedAt), ("dateCreated", Fields.PublishedAt), ("uploadDate", Fields.PublishedAt), ("dateModified", Fields.ModifiedAt),
             ("publisher", Fields.Publisher), ("author", Fields.Authors), ("description", Fields.Description), ("keywords", Fields.Tags)])
        {
            foreach (var value in Texts(node, property))
            {
                Propose(draft, field, value, $"json-ld:{path}.{property}", "json_ld", property is "name" or "dateCreated" or "uploadDate" ? confidence - 0.2 : property is "keywords" ? confidence - 0.25 : confidence, dayFirst);
            }
        }
    }

    /// <summary>A property's texts: a string, the names of objects, or an array of either.</summary>
    private static IEnumerable<string> Texts(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) ? Texts(value) : [];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Array).SelectMany(Texts),
        JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String => [name.GetString()!],
        _ => [],
    };

    private static void Propose(Draft draft, string field, string raw, string where, string rule, double confidence, bool? dayFirst)
    {
        var text = Cleaning.Line(Cleaning.Clean(System.Net.WebUtility.HtmlDecode(raw)));
        if (field == Fields.Authors)
        {
            ProposeAuthors(draft, text, where, rule, confidence);
            return;
        }

        if (field == Fields.Tags)
        {
            ProposeTags(draft, text, where, rule, confidence);
            return;
        }

        var value = field switch
        {
            Fields.PublishedAt or Fields.ModifiedAt => Dates.Read(text, dayFirst),
            Fields.Title when where != "h1" => WithoutSite(text, draft),
            Fields.Title => text.TrimEnd('¶', ' ', '#'),
            Fields.CanonicalUrl => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text : null,
            _ => text,
        };
        if (value is { Length: > 0 })
        {
            draft.Found(new Finding(field, value, where, rule, confidence, text));
        }
    }

    // A site that signs for its people knows less than a byline.
    private static void ProposeAuthors(Draft draft, string text, string where, string rule, double confidence)
    {
        foreach (var name in Bylines.Stated(text))
        {
            var signedBySite = string.Equals(name, draft.Value(Fields.Publisher), StringComparison.OrdinalIgnoreCase);
            draft.Found(new Finding(Fields.Authors, name, where, rule, signedBySite ? 0.5 : confidence, text));
        }
    }

    // A list that is a sentence, or longer than any reader's, was made for search engines.
    private static void ProposeTags(Draft draft, string text, string where, string rule, double confidence)
    {
        if (LabelValues.Keywords(text) is { Count: <= MostTags } tags && tags.TrueForAll(LabelValues.IsKeyword))
        {
            tags.ForEach(tag => draft.Found(new Finding(Fields.Tags, tag, where, rule, confidence, text)));
        }
    }
}
