using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// JSON with a text in it: schema.org (also in a graph), JSON Feed, ninjs, what content systems answer, and lines of JSON. Accepts what parses as an object or array, or begins like one. Several articles
/// are read as one document, each under a heading; JSON that holds data alone is refused.
/// </summary>
public static partial class Json
{
    private const int MostArticles = 5000;
    private const int HeadLength = 2000;

    /// <summary>Whether it is JSON, or begins like it.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = content.Text.AsSpan().TrimStart();
        return text.Length > 0 && text[0] is '{' or '[' && (Begin().IsMatch(text[..Math.Min(text.Length, HeadLength)]) || Parses(content));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It is broken or cut off, or holds data without a text.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("application/json") { StatesTitle = true };
        var documents = Documents(Raw(content), out var broken);
        try
        {
            List<JsonArticle> articles = [.. documents.SelectMany((document, at) => JsonArticle.Find(document.RootElement, documents.Count > 1 ? $"line {at + 1} $" : "$")).Take(MostArticles + 1)];
            if (articles.Count == 1)
            {
                articles[0].Read(draft);
            }
            else if (articles.Count > 1)
            {
                List(articles, draft);
            }
            else
            {
                documents.ForEach(document => JsonArticle.Prose(document.RootElement, draft));
            }

            if (documents.Count == 1)
            {
                Head(documents[0].RootElement, draft, alone: articles.Count > 1);
            }
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }

        if (broken > 0)
        {
            draft.Partial = true;
            draft.Warnings.Add($"{broken} line{(broken == 1 ? " is" : "s are")} no JSON and left out.");
        }

        return draft.Blocks.Count > 0 ? draft : throw new UnreadableException(ReasonCodes.NoText, "This JSON holds data and no text for readers; drop the document that has the text.");
    }

    private static void List(List<JsonArticle> articles, Draft draft)
    {
        var collection = new Collection(draft, "item");
        foreach (var article in articles.Take(MostArticles))
        {
            var one = new Draft(draft.MediaType);
            article.Read(one);
            collection.Add(one, takesFields: false);
        }

        draft.Partial |= articles.Count > MostArticles;
        draft.Warnings.Insert(0, $"This is a list of {(articles.Count > MostArticles ? $"more than {MostArticles}" : articles.Count)} documents, read as one; drop them one by one for a record of each.");
    }

    // A feed's title is the site's name.
    private static void Head(JsonElement root, Draft draft, bool alone)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String && version.GetString()!.Contains("jsonfeed.org", StringComparison.Ordinal)
            && root.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String)
        {
            Stated.Propose(draft, Fields.Publisher, title.GetString(), "$.title", 0.8, "feed");
            if (alone)
            {
                Stated.Propose(draft, Fields.Title, title.GetString(), "$.title", 0.9, "feed");
            }
        }
    }

    private static List<JsonDocument> Documents(string text, out int broken)
    {
        broken = 0;
        if (Parse(text) is { } whole)
        {
            return [whole];
        }

        List<JsonDocument> lines = [];
        foreach (var line in text.Split('\n').Where(line => line.AsSpan().Trim().Length > 0))
        {
            if (line.TrimStart()[0] == '{' && Parse(line) is { } one)
            {
                lines.Add(one);
            }
            else if (++broken > lines.Count)
            {
                lines.ForEach(document => document.Dispose());
                throw new UnreadableException(ReasonCodes.Damaged, "This JSON is broken or cut off, or nests too deep; save or download it again and drop that.");
            }
        }

        return lines;
    }

    // As it was written: cleaning makes line feeds of separators that may stand within strings.
    private static string Raw(Content content) => content.Decoded is { Charset: "utf-8" } ? Encoding.UTF8.GetString(content.Span).TrimStart('\uFEFF') : content.Text;

    private static bool Parses(Content content)
    {
        using var document = Parse(Raw(content));
        return document is not null;
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonText.Parse(text, maxDepth: 200);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^(?:\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*\{\s*"(?:[^"\\\n]|\\.)*"\s*:)""", RegexOptions.NonBacktracking)]
    private static partial Regex Begin();
}
