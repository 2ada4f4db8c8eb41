using System.Text.Json;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>The text of a page that its scripts would build: its body holds next to nothing, but it states the text, or at least a description, as data.</summary>
internal static class ScriptedText
{
    /// <summary>Letters of a text, at least, that need no second look.</summary>
    private const int Enough = 400;
    private const int DeepestJson = 12;

    /// <summary>Takes the stated text where it is much longer than what the body holds, else the description where the body holds nothing.</summary>
    public static void Take(SpeakingElements speaking, Draft draft)
    {
        var length = draft.Blocks.Sum(block => block.Text.Length);
        if (length >= Enough)
        {
            return;
        }

        var stated = speaking.Data.Select(script => Stated(script.TextContent)).OfType<string>().MaxBy(text => text.Length);
        if (stated is not null && stated.Length > 2 * length)
        {
            draft.Blocks.Clear();
            Add(draft, stated, "json-ld:articleBody");
        }
        else if (length == 0 && draft.Value(Fields.Description) is { } description)
        {
            Add(draft, description, "meta[name=description]");
            draft.Warnings.Add("The page holds no text: its scripts would load it. Its description stands for it; save the page from a browser to have all of it.");
        }
    }

    private static void Add(Draft draft, string text, string where) => draft.Blocks.AddRange(
        Cleaning.Clean(text).Split('\n').Select(Cleaning.Line).Where(line => line.Length > 0).Select(line => new DraftBlock(BlockKinds.Paragraph, line, where)));

    private static string? Stated(string json)
    {
        if (!json.Contains("\"articleBody\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var data = JsonText.Parse(json, maxDepth: 64);
            return Body(data.RootElement, 0);
        }
        catch (JsonException)
        {
            return null; // broken data says nothing
        }
    }

    private static string? Body(JsonElement node, int depth) => node.ValueKind switch
    {
        _ when depth > DeepestJson => null,
        JsonValueKind.Array => node.EnumerateArray().Select(item => Body(item, depth + 1)).FirstOrDefault(text => text is not null),
        JsonValueKind.Object when node.TryGetProperty("articleBody", out var body) && body.ValueKind == JsonValueKind.String => body.GetString(),
        JsonValueKind.Object => node.EnumerateObject().Select(property => Body(property.Value, depth + 1)).FirstOrDefault(text => text is not null),
        _ => null,
    };
}
