using System.Text;
using Platform.RawContent;

namespace Platform.Gateway.Records;

/// <summary>What of an original can be shown beside its record without trusting it: its source as text, or a picture.</summary>
/// <param name="Text">The source; null where the original is no text.</param>
/// <param name="IsCut">Whether there is more of it.</param>
/// <param name="IsPicture">Whether a browser shows it as a picture, in which nothing runs.</param>
/// <param name="IsMissing">Whether the content store does not have it.</param>
public sealed record Original(string? Text, bool IsCut, bool IsPicture, bool IsMissing);

/// <summary>Reads originals for the page of their document. Markup is never rendered and nothing that it names is loaded.</summary>
public sealed class OriginalReader(FileContentStore contents)
{
    /// <summary>Most bytes of a text.</summary>
    private const int Longest = 200_000;

    private static readonly HashSet<string> Pictures = new(StringComparer.OrdinalIgnoreCase) { "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif" };

    /// <summary>What can be shown of the original of a record.</summary>
    public async Task<Original> ReadAsync(StoredDocument document, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(document);
        var isPicture = Pictures.Contains(document.Parsed.MediaType);
        try
        {
            await using var file = contents.OpenRead(document.ContentHash);
            if (isPicture)
            {
                return new Original(null, IsCut: false, IsPicture: true, IsMissing: false);
            }

            var bytes = new byte[Math.Min(file.Length, Longest)];
            await file.ReadExactlyAsync(bytes, cancellation);
            var text = IsText(document.Parsed.MediaType) ? Decoded(bytes, document.Parsed.Charset) : null;
            return new Original(text is null || text.Contains('\0', StringComparison.Ordinal) ? null : text, file.Length > Longest, IsPicture: false, IsMissing: false);
        }
        catch (FileNotFoundException)
        {
            return new Original(null, IsCut: false, isPicture, IsMissing: true);
        }
    }

    private static bool IsText(string mediaType) => mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.StartsWith("message/", StringComparison.Ordinal)
        || mediaType.EndsWith("json", StringComparison.Ordinal) || mediaType.EndsWith("xml", StringComparison.Ordinal) || mediaType is "application/x-ndjson" or "application/mbox" or "multipart/related";

    private static string Decoded(byte[] bytes, string? charset)
    {
        var encoding = Encoding.UTF8;
        try
        {
            encoding = charset is null ? encoding : CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            // A charset that is known to the Parser only.
        }

        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }
}
