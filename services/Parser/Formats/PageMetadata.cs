using System.Text.Json;
using AngleSharp.Dom;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>What a page says about itself: JSON-LD, meta elements, time elements, its heading and title.</summary>
public static class PageMetadata
{
    private const int DeepestJson = 12;

    /// <summary>Proposes everything found.</summary>
    public static void Find(IDocument page, Draft draft)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(draft);
        var language = page.DocumentElement?.GetAttribute("lang");
        bool? dayFirst = string.IsNullOrEmpty(language) ? null : language.Equals("en-US", StringComparison.OrdinalIgnoreCase) ? false : !language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? true : null;
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']"))
        {
            JsonLd(script.TextContent, draft, dayFirst);
        }

        foreach (var meta in page.QuerySelectorAll("meta[content]"))
        {
            Meta(meta, draft, dayFirst);
        }

        if (page.QuerySelector("link[rel~=canonical][href]")?.GetAttribute("href") is { } canonical)
        {
            Propose(draft, Fields.CanonicalUrl, canonical, "link[rel=canonical]", "canonical_link", 0.95, dayFirst);
        }

        Times(page, draft, dayFirst);
        foreach (var author in page.QuerySelectorAll("[rel~=author], [itemprop~=author] [itemprop~=name], [itemprop~=author]:not(:has([itemprop~=name]))"))
        {
            Propose(draft, Fields.Authors, author.TextContent, Place(author), "author_element", 0.7, dayFirst);
        }

        HeadingAndTitle(page, draft, dayFirst);
    }

    private static void HeadingAndTitle(IDocument page, Draft draft, bool? dayFirst)
    {
        var heading = page.QuerySelectorAll("h1").Select(element => Cleaning.Line(element.TextContent)).FirstOrDefault(text => text.Length > 2);
        var title = Cleaning.Line(page.Title ?? "");
        if (heading is not null)
        {
            // The heading and the title agree: no better witness can be had.
            Propose(draft, Fields.Title, heading, "h1", "heading", title.Contains(heading, StringComparison.OrdinalIgnoreCase) ? 0.97 : 0.75, dayFirst);
        }

        Propose(draft, Fields.Title, WithoutSite(title, draft), "title", "title_element", 0.6, dayFirst);
    }

    /// <summary>The title without the site's name behind a dash or bar, where something else on the page names the site or agrees with the rest.</summary>
    private static string WithoutSite(string title, Draft draft)
    {
        foreach (var mark in (string[])[" | ", " — ", " – ", " - ", " :: ", " · ", " » "])
        {
            var cut = title.LastIndexOf(mark, StringComparison.Ordinal);
            if (cut > 0)
            {
                var rest = title[..cut].Trim();
                var site = title[(cut + mark.Length)..].Trim();
                if (string.Equals(site, draft.Value(Fields.Publisher), StringComparison.OrdinalIgnoreCase) || rest == draft.Value(Fields.Title) || site.Split(' ').Length <= 3)
                {
                    return rest;
                }
            }
        }

        return title;
    }

    private static void Times(IDocument page, Draft draft, bool? dayFirst)
    {
        foreach (var time in page.QuerySelectorAll("time"))
        {
            var value = time.GetAttribute("datetime") ?? time.TextContent;
            var named = ((time.GetAttribute("itemprop") ?? "") + " " + time.ClassName + " " + time.ParentElement?.ClassName).ToLowerInvariant();
            var modified = named.Contains("modif", StringComparison.Ordinal) || named.Contains("update", StringComparison.Ordinal);
            var published = named.Contains("publi", StringComparison.Ordinal) || time.HasAttribute("pubdate") || named.Contains("entry-date", StringComparison.Ordinal);
            Propose(draft, modified ? Fields.ModifiedAt : Fields.PublishedAt, value, Place(time), "time_element", published || modified ? 0.85 : 0.6, dayFirst);
        }
    }

    private static void Meta(IElement meta, Draft draft, bool? dayFirst)
    {
        var name = (meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? "").ToLowerInvariant();
        var where = $"meta[{(meta.HasAttribute("property") ? "property" : meta.HasAttribute("name") ? "name" : "itemprop")}={name}]";
        (string Field, double Confidence)? known = name switch
        {
            "og:title" => (Fields.Title, 0.9),
            "twitter:title" => (Fields.Title, 0.8),
            "dc.title" or "dcterms.title" or "citation_title" => (Fields.Title, 0.85),
            "article:published_time" or "og:published_time" or "citation_publication_date" => (Fields.PublishedAt, 0.92),
            "datepublished" or "dc.date" or "dc.date.issued" or "dcterms.date" or "dcterms.issued" or "pubdate" or "publishdate" or "publication_date" or "date" => (Fields.PublishedAt, 0.85),
            "article:modified_time" or "og:updated_time" or "datemodified" or "dcterms.modified" or "last-modified" => (Fields.ModifiedAt, 0.9),
            "author" or "dc.creator" or "dcterms.creator" or "citation_author" or "article:author" or "parsely-author" => (Fields.Authors, 0.8),
            "og:site_name" or "dc.publisher" or "application-name" => (Fields.Publisher, 0.8),
            "description" or "og:description" => (Fields.Description, name == "description" ? 0.85 : 0.8),
            "og:url" => (Fields.CanonicalUrl, 0.8),
            _ => null,
        };
        if (known is { } field)
        {
            Propose(draft, field.Field, meta.GetAttribute("content")!, where, "meta", field.Confidence, dayFirst);
        }
    }

    private static void JsonLd(string json, Draft draft, bool? dayFirst)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });
            Node(document.RootElement, "$", draft, dayFirst, 0);
        }
        catch (JsonException)
        {
            // pages hold broken JSON-LD often enough; the other witnesses remain
        }
    }

    private static void Node(JsonElement node, string path, Draft draft, bool? dayFirst, int depth)
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
            if (article || type is "WebPage")
            {
                Article(node, path, draft, dayFirst, article ? 0.95 : 0.7);
            }
        }
    }

    private static void Article(JsonElement node, string path, Draft draft, bool? dayFirst, double confidence)
    {
        foreach (var (property, field) in ((string, string)[])
            [("headline", Fields.Title), ("name", Fields.Title), ("datePublished", Fields.PublishedAt), ("dateModified", Fields.ModifiedAt),
             ("author", Fields.Authors), ("publisher", Fields.Publisher), ("description", Fields.Description)])
        {
            foreach (var value in Texts(node, property))
            {
                Propose(draft, field, value, $"json-ld:{path}.{property}", "json_ld", property == "name" ? confidence - 0.2 : confidence, dayFirst);
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
        var value = field switch
        {
            Fields.PublishedAt or Fields.ModifiedAt => Dates.Read(text, dayFirst),
            Fields.Authors => Author(text),
            Fields.CanonicalUrl => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text : null,
            _ => text,
        };
        if (value is { Length: > 0 })
        {
            draft.Found(new Finding(field, value, where, rule, confidence, text));
        }
    }

    // An address is no name, and neither is a sentence.
    private static string? Author(string text)
    {
        var name = text.StartsWith("by ", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        return name.Length is < 2 or > 100 || name.Contains("://", StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) ? null : name;
    }

    private static string Place(IElement element) =>
        element.LocalName + (element.Id is { Length: > 0 } id ? "#" + id : element.ClassList.Length > 0 ? "." + element.ClassList[0] : "");
}
