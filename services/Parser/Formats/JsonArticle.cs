using System.Text.Json;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>An object of JSON that holds a text, with where it stands.</summary>
/// <param name="Node">The object.</param>
/// <param name="Path">Its place, such as <c>$.articles[2]</c>.</param>
/// <param name="Root">The whole, in which references are looked up.</param>
internal sealed record JsonArticle(JsonElement Node, string Path, JsonElement Root)
{
    /// <summary>By how much less sure a key is than one that a standard defines.</summary>
    private const double Less = 0.1;

    private const int FewestWords = 4;
    private const int Deepest = 6;
    private const int MostVisited = 200_000;

    /// <summary>Articles anywhere within: an object with a body, or else what its objects and arrays hold, from the outermost inwards.</summary>
    public static IEnumerable<JsonArticle> Find(JsonElement root, string path)
    {
        var waiting = new Queue<(JsonElement Node, string Path, int Depth)>([(root, path, 0)]);
        for (var visited = 0; waiting.TryDequeue(out var next) && visited < MostVisited; visited++)
        {
            if (next.Node.ValueKind == JsonValueKind.Object)
            {
                if (JsonBody.Of(next.Node) is not null && IsTitled(next.Node, next.Depth))
                {
                    yield return new JsonArticle(next.Node, next.Path, root);
                    continue;
                }

                foreach (var property in next.Depth < Deepest ? next.Node.EnumerateObject() : default)
                {
                    waiting.Enqueue((property.Value, $"{next.Path}.{property.Name}", next.Depth + 1));
                }
            }
            else if (next.Node.ValueKind == JsonValueKind.Array && next.Depth < Deepest)
            {
                var at = 0;
                foreach (var item in next.Node.EnumerateArray())
                {
                    waiting.Enqueue((item, $"{next.Path}[{at++}]", next.Depth + 1));
                }
            }
        }
    }

    /// <summary>Reads fields and body.</summary>
    public void Read(Draft draft)
    {
        if (Node.TryGetProperty("@type", out _) || Node.TryGetProperty("@context", out _))
        {
            PageMetadata.Node(Node, Path, draft, dayFirst: null, 0);
        }

        Propose(Node, Path, draft, 0);
        if (JsonBody.Of(Node) is { } body)
        {
            JsonBody.Take(body.Value, $"{Path}.{body.Name}", new BlockWriter(draft));
        }
    }

    /// <summary>All texts within that are prose, each a paragraph: for JSON that nobody meant as an article.</summary>
    public static void Prose(JsonElement root, Draft draft)
    {
        var writer = new BlockWriter(draft);
        var waiting = new Stack<(JsonElement Node, string Path)>([(root, "$")]);
        for (var visited = 0; waiting.TryPop(out var next) && visited < MostVisited; visited++)
        {
            if (next.Node.ValueKind == JsonValueKind.String)
            {
                if (next.Node.GetString()! is var text && text.Contains(' ', StringComparison.Ordinal) && Cleaning.CountWords(text) >= FewestWords)
                {
                    Markings.Take(text, next.Path, writer);
                }
            }
            else if (next.Node.ValueKind == JsonValueKind.Array)
            {
                foreach (var (item, at) in next.Node.EnumerateArray().Select((item, at) => (item, at)).Reverse())
                {
                    waiting.Push((item, $"{next.Path}[{at}]"));
                }
            }
            else if (next.Node.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in next.Node.EnumerateObject().Reverse())
                {
                    waiting.Push((property.Value, $"{next.Path}.{property.Name}"));
                }
            }
        }
    }

    // A body without a title is one only where nothing stands around it.
    private static bool IsTitled(JsonElement node, int depth) => depth == 0 || node.EnumerateObject().Any(property => StatedKeys.Of(property.Name)?.Field == Fields.Title || property.Name.Equals("@type", StringComparison.Ordinal));

    private void Propose(JsonElement node, string path, Draft draft, int depth)
    {
        foreach (var property in node.EnumerateObject().Take(500))
        {
            var where = $"{path}.{property.Name}";
            if (StatedKeys.Of(property.Name) is { } known)
            {
                // Subjects in the plural are what the text is about.
                known = known.Field == Fields.Title && property.Value.ValueKind == JsonValueKind.Array && property.Name == "subject" ? (Fields.Tags, 0.8) : known;
                foreach (var value in Values(property.Value, 0))
                {
                    var text = known.Field is Fields.PublishedAt or Fields.ModifiedAt ? MailHeaders.Date(value) ?? JsonBody.Moment(value) : Markings.Line(value);
                    if (known.Field == Fields.Authors)
                    {
                        Bylines.NamesIn(text ?? "", handles: true).ToList().ForEach(name => draft.Found(new Finding(Fields.Authors, name, where, "json_key", known.Confidence - Less, value)));
                    }
                    else if (known.Field == Fields.Tags && property.Value.ValueKind == JsonValueKind.Array && text is { Length: > 0 and < 120 })
                    {
                        draft.Found(new Finding(Fields.Tags, text, where, "json_key", known.Confidence - Less, value)); // a tag of a list is one, with commas and all
                    }
                    else
                    {
                        Stated.Propose(draft, known.Field, text, where, known.Confidence - Less, "json_key");
                    }
                }
            }
            else if (depth == 0 && property.Value.ValueKind == JsonValueKind.Object && property.Name.ToLowerInvariant() is "meta" or "metadata" or "attributes" or "fields" or "frontmatter" or "properties")
            {
                Propose(property.Value, where, draft, depth + 1);
            }
        }
    }

    private IEnumerable<string> Values(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.Array when depth < 2 => value.EnumerateArray().Take(100).SelectMany(item => Values(item, depth + 1)),
        JsonValueKind.Object when depth < 3 => Named(value, depth),
        _ => [],
    };

    // An object stands for its name; one that only refers stands for what it refers to.
    private IEnumerable<string> Named(JsonElement value, int depth)
    {
        foreach (var key in (string[])["name", "rendered", "value", "displayName", "text", "title", "label", "#text", "@value"])
        {
            if (value.TryGetProperty(key, out var named) && named.ValueKind == JsonValueKind.String)
            {
                return [named.GetString()!];
            }
        }

        return value.TryGetProperty("@id", out var id) && id.ValueKind == JsonValueKind.String && Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty("@graph", out var graph) && graph.ValueKind == JsonValueKind.Array
            && graph.EnumerateArray().Take(1000).FirstOrDefault(node => node.ValueKind == JsonValueKind.Object && node.TryGetProperty("@id", out var other) && other.ValueKind == JsonValueKind.String && other.GetString() == id.GetString() && node.TryGetProperty("name", out _))
                is { ValueKind: JsonValueKind.Object } meant ? Values(meant, depth + 1) : [];
    }
}
