using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Parser.Formats;

/// <summary>Reads JSON as it is found: with comments and trailing commas, and with strings that were cut through the middle of an emoji.</summary>
internal static class JsonText
{
    private const int Escape = 6; // \ud83d
    private const string Replacement = "\\ufffd";

    /// <summary>The document.</summary>
    /// <param name="json">The text.</param>
    /// <param name="maxDepth">Deepest nesting.</param>
    /// <exception cref="JsonException">It is no JSON, or nests deeper.</exception>
    public static JsonDocument Parse(string json, int maxDepth) =>
        JsonDocument.Parse(WithWholePairs(json), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = maxDepth });

    // Half of a surrogate pair is valid JSON by its grammar and no character: its reader throws where the string is asked for.
    private static string WithWholePairs(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return json;
        }

        var whole = new StringBuilder(json.Length);
        for (var at = 0; at < json.Length; at++)
        {
            var half = HalfAt(json, at);
            if (half == 'h' && HalfAt(json, at + Escape) == 'l')
            {
                whole.Append(json, at, 2 * Escape);
                at += (2 * Escape) - 1;
            }
            else if (half is not null)
            {
                whole.Append(Replacement);
                at += Escape - 1;
            }
            else
            {
                whole.Append(json[at]);
                if (json[at] == '\\' && at + 1 < json.Length)
                {
                    whole.Append(json[++at]); // what follows a backslash begins no escape of its own
                }
            }
        }

        return whole.ToString();
    }

    /// <summary>Whether the escape of a high (h) or low (l) half stands here; null for anything else.</summary>
    private static char? HalfAt(string json, int at) =>
        at + Escape <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? char.IsHighSurrogate((char)code) ? 'h' : char.IsLowSurrogate((char)code) ? 'l' : null
            : null;
}
