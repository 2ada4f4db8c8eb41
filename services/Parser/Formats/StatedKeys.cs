using System.Collections.Frozen;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>The names that data formats of no standard use for the fields of an article: the same words for keys of JSON and for elements of XML.</summary>
internal static class StatedKeys
{
    private static readonly FrozenDictionary<string, (string Field, double Confidence)> Known = new Dictionary<string, (string, double)>
    {
        ["headline"] = (Fields.Title, 0.9), ["title"] = (Fields.Title, 0.88), ["heading"] = (Fields.Title, 0.8), ["articletitle"] = (Fields.Title, 0.88), ["headlines"] = (Fields.Title, 0.88),
        ["subject"] = (Fields.Title, 0.6), ["name"] = (Fields.Title, 0.5), ["hl1"] = (Fields.Title, 0.88),
        ["subtitle"] = (Fields.Subtitle, 0.8), ["subheadline"] = (Fields.Subtitle, 0.8), ["alternativeheadline"] = (Fields.Subtitle, 0.8), ["subhead"] = (Fields.Subtitle, 0.75), ["deck"] = (Fields.Subtitle, 0.7),
        ["author"] = (Fields.Authors, 0.85), ["authors"] = (Fields.Authors, 0.85), ["byline"] = (Fields.Authors, 0.85), ["creator"] = (Fields.Authors, 0.75), ["writer"] = (Fields.Authors, 0.75), ["by"] = (Fields.Authors, 0.8),
        ["authorname"] = (Fields.Authors, 0.85), ["writtenby"] = (Fields.Authors, 0.8), ["bylines"] = (Fields.Authors, 0.85),
        ["datepublished"] = (Fields.PublishedAt, 0.9), ["publishedat"] = (Fields.PublishedAt, 0.9), ["published"] = (Fields.PublishedAt, 0.88), ["pubdate"] = (Fields.PublishedAt, 0.88),
        ["publicationdate"] = (Fields.PublishedAt, 0.88), ["publishdate"] = (Fields.PublishedAt, 0.88), ["publisheddate"] = (Fields.PublishedAt, 0.88), ["publishedon"] = (Fields.PublishedAt, 0.88),
        ["firstpublished"] = (Fields.PublishedAt, 0.88), ["firstpublishdate"] = (Fields.PublishedAt, 0.88), ["publishtime"] = (Fields.PublishedAt, 0.88), ["publishedtime"] = (Fields.PublishedAt, 0.88),
        ["date"] = (Fields.PublishedAt, 0.8), ["datetime"] = (Fields.PublishedAt, 0.7), ["firstcreated"] = (Fields.PublishedAt, 0.7), ["createdat"] = (Fields.PublishedAt, 0.6), ["created"] = (Fields.PublishedAt, 0.6),
        ["datecreated"] = (Fields.PublishedAt, 0.6), ["contentcreated"] = (Fields.PublishedAt, 0.7), ["issued"] = (Fields.PublishedAt, 0.75), ["timestamp"] = (Fields.PublishedAt, 0.5),
        ["datemodified"] = (Fields.ModifiedAt, 0.88), ["modified"] = (Fields.ModifiedAt, 0.8), ["updated"] = (Fields.ModifiedAt, 0.8), ["updatedat"] = (Fields.ModifiedAt, 0.85), ["modifiedat"] = (Fields.ModifiedAt, 0.85),
        ["lastmodified"] = (Fields.ModifiedAt, 0.85), ["versioncreated"] = (Fields.ModifiedAt, 0.7), ["lastupdated"] = (Fields.ModifiedAt, 0.85),
        ["description"] = (Fields.Description, 0.8), ["summary"] = (Fields.Description, 0.8), ["abstract"] = (Fields.Description, 0.75), ["excerpt"] = (Fields.Description, 0.8), ["teaser"] = (Fields.Description, 0.75),
        ["lead"] = (Fields.Description, 0.7), ["standfirst"] = (Fields.Description, 0.75), ["lede"] = (Fields.Description, 0.7), ["descriptions"] = (Fields.Description, 0.7),
        ["language"] = (Fields.Language, 0.5), ["lang"] = (Fields.Language, 0.5), ["inlanguage"] = (Fields.Language, 0.5), ["locale"] = (Fields.Language, 0.4),
        ["publisher"] = (Fields.Publisher, 0.85), ["publishername"] = (Fields.Publisher, 0.85), ["sitename"] = (Fields.Publisher, 0.8), ["infosource"] = (Fields.Publisher, 0.7), ["source"] = (Fields.Publisher, 0.6),
        ["provider"] = (Fields.Publisher, 0.6),
        ["canonicalurl"] = (Fields.CanonicalUrl, 0.9), ["url"] = (Fields.CanonicalUrl, 0.8), ["link"] = (Fields.CanonicalUrl, 0.75), ["permalink"] = (Fields.CanonicalUrl, 0.85), ["weburl"] = (Fields.CanonicalUrl, 0.8), ["homepageurl"] = (Fields.CanonicalUrl, 0.5),
        ["tags"] = (Fields.Tags, 0.85), ["tag"] = (Fields.Tags, 0.85), ["keywords"] = (Fields.Tags, 0.85), ["keyword"] = (Fields.Tags, 0.85), ["categories"] = (Fields.Tags, 0.6), ["category"] = (Fields.Tags, 0.6), ["subjects"] = (Fields.Tags, 0.5),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What holds the text, the surest name first.</summary>
    public static IReadOnlyList<string> Bodies { get; } =
        ["articlebody", "bodyhtml", "bodyxhtml", "bodytext", "contenthtml", "contenttext", "fulltext", "maintext", "body", "content", "contents", "blocks", "bodies", "story", "article", "text", "html", "message", "paragraphs", "selftext"];

    /// <summary>The field that a name stands for, and how sure that is.</summary>
    public static (string Field, double Confidence)? Of(string name) => Known.TryGetValue(Plain(name), out var known) ? known : null;

    /// <summary>A name without what writers of names vary: <c>published_at</c>, <c>publishedAt</c> and <c>PublishedAt</c> are one.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
