using System.Globalization;
using System.Text.Json;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>The text of an article in JSON: a string, plain or marked up; an object around it; or a list of blocks.</summary>
internal static class JsonBody
{
    private const int FewestWords = 4;
    private const int Deepest = 12;
    private static readonly string[] Around = ["rendered", "value", "html", "text", "plain", "#text", "content"];
    private static readonly string[] OfBlock = ["text", "html", "value", "content", "paragraph", "caption", "code", "items", "children", "data", "body", "blocks", "nodes"];

    /// <summary>The property that holds the body; null where there is none of enough words.</summary>
    public static (string Name, JsonElement Value)? Of(JsonElement node)
    {
        (int Rank, JsonProperty Property)? best = null;
        foreach (var property in node.EnumerateObject().Take(500))
        {
            var rank = Rank(StatedKeys.Plain(property.Name));
            if (rank >= 0 && (best is null || rank < best.Value.Rank) && !IsTitled(property.Value) && Words(property.Value, 0) >= FewestWords)
            {
                best = (rank, property);
            }
        }

        return best is { } found ? (found.Property.Name, found.Property.Value) : null;
    }

    /// <summary>Takes the blocks of a body.</summary>
    public static void Take(JsonElement value, string path, BlockWriter writer) => Take(value, path, writer, 0);

    /// <summary>Seconds or milliseconds since 1970 in ISO 8601; null for another number.</summary>
    public static string? Moment(string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && number.Length is 10 or 13
            ? (number.Length == 10 ? DateTimeOffset.FromUnixTimeSeconds(count) : DateTimeOffset.FromUnixTimeMilliseconds(count)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : null;

    private static void Take(JsonElement value, string path, BlockWriter writer, int depth)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            Markings.Take(value.GetString()!, path, writer);
        }
        else if (value.ValueKind == JsonValueKind.Array && depth < Deepest)
        {
            var at = 0;
            var renditions = value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("contenttype", out _));
            foreach (var item in value.EnumerateArray().Take(renditions ? 1 : int.MaxValue))
            {
                Take(item, $"{path}[{at++}]", writer, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && depth < Deepest)
        {
            var before = writer.Draft.Blocks.Count;
            foreach (var name in depth == 0 ? Around.Concat(OfBlock).Distinct() : OfBlock)
            {
                if (value.TryGetProperty(name, out var inner) && inner.ValueKind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object)
                {
                    Take(inner, $"{path}.{name}", writer, depth + 1);
                    if (writer.Draft.Blocks.Count > before)
                    {
                        Name(value, writer.Draft, before);
                        return;
                    }
                }
            }
        }
    }

    // Editors of blocks say what each is.
    private static void Name(JsonElement block, Draft draft, int from)
    {
        var type = block.TryGetProperty("type", out var stated) && stated.ValueKind == JsonValueKind.String ? stated.GetString()!.ToLowerInvariant() : "";
        var kind = type switch
        {
            "header" or "heading" or "h2" or "h3" or "subheading" or "headline" => BlockKinds.Heading,
            "quote" or "blockquote" or "pullquote" => BlockKinds.Quotation,
            "list" or "listitem" or "list_item" or "ul" or "ol" or "unordered-list-item" => BlockKinds.ListItem,
            "code" or "codeblock" or "code_block" => BlockKinds.Code,
            "caption" => BlockKinds.Caption,
            _ => null,
        };
        for (var at = from; kind is not null && at < draft.Blocks.Count; at++)
        {
            draft.Blocks[at] = draft.Blocks[at] with { Kind = kind, Level = kind == BlockKinds.Heading ? 2 : null };
        }
    }

    // What has a title of its own is an article, not the body of one.
    private static bool IsTitled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Take(100).Any(property => StatedKeys.Of(property.Name)?.Field == Metadata.Fields.Title),
        JsonValueKind.Array => value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object && IsTitled(value[0]),
        _ => false,
    };

    private static int Rank(string name)
    {
        for (var at = 0; at < StatedKeys.Bodies.Count; at++)
        {
            if (StatedKeys.Bodies[at] == name)
            {
                return at;
            }
        }

        return -1;
    }

    private static int Words(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => Cleaning.CountWords(value.GetString()!),
        JsonValueKind.Array when depth < 3 => value.EnumerateArray().Take(20).Sum(item => Words(item, depth + 1)),
        JsonValueKind.Object when depth < 3 => OfBlock.Concat(Around).Distinct().Sum(name => value.TryGetProperty(name, out var inner) ? Words(inner, depth + 1) : 0),
        _ => 0,
    };
}
