using System.Globalization;
using System.Text;

namespace Platform.Parser;

/// <summary>A record as a person reads it: each field with where it comes from, and what was taken out.</summary>
internal static class Explanation
{
    private const int Width = 100;

    /// <summary>Several lines, ending with an empty one.</summary>
    public static string Of(string path, ParseResult result)
    {
        var lines = new StringBuilder().AppendLine(path);
        if (result.Document is not { } document)
        {
            return lines.AppendLine(CultureInfo.InvariantCulture, $"  rejected ({result.Rejection!.Code}): {result.Rejection.Message}").ToString();
        }

        lines.AppendLine(CultureInfo.InvariantCulture, $"  {document.MediaType}, {document.WordCount} words in {document.Blocks.Count} blocks");
        foreach (var evidence in document.Evidence)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"  {evidence.Field,-14} {(evidence.Value is { } value ? Cut(value) : "none")}");
            if (evidence.Where is not null)
            {
                lines.AppendLine(CultureInfo.InvariantCulture, $"  {"",-14}   {evidence.Rule} at {evidence.Where}, {evidence.Confidence:0.00}{(evidence.Quote is { } quote ? ": " + Cut(quote) : "")}");
            }

            foreach (var lost in evidence.Lost)
            {
                lines.AppendLine(CultureInfo.InvariantCulture, $"  {"",-14}   not {Cut(lost.Value)} ({lost.Rule} at {lost.Where})");
            }
        }

        foreach (var removed in document.Removed)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"  removed        {removed.Kind} at {removed.Where}: {Cut(removed.Text)}");
        }

        foreach (var warning in document.Warnings)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"  warning        {warning}");
        }

        return lines.ToString();
    }

    private static string Cut(string text) => text.Length <= Width ? text : text[..(Width - 1)] + "…";
}
