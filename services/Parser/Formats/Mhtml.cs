using System.Globalization;
using System.Text;
using MimeKit;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// A page saved with its pictures (MHTML, RFC 2557). Accepts a message of related parts whose root says where it was found, and that nobody sent. The root is read as a page; the time of saving is what
/// its relative dates count from.
/// </summary>
public static class Mhtml
{
    private const string Snapshot = "Snapshot-Content-Location";
    private const int HeadLength = 64 * 1024;

    /// <summary>Whether it is a saved page.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var head = content.Span[..Math.Min(content.Span.Length, HeadLength)];
        return (head.IndexOf("ontent-Location:"u8) >= 0 || head.IndexOf("ontent-location:"u8) >= 0) && Eml.IsMessage(content.Span.TrimStart("\uFEFF\r\n"u8))
            && Eml.Parse(content.Bytes.TrimStart("\uFEFF\r\n"u8)) is { } message && Root(message.Body) is { } root
            && (message.Headers.Contains(Snapshot) || (root.ContentLocation is not null && !message.Headers.Contains(HeaderId.Received) && !message.Headers.Contains(HeaderId.To)));
    }

    /// <summary>Reads the page.</summary>
    /// <exception cref="UnreadableException">It holds no text, or nests too deep.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var message = Eml.Parse(content.Bytes.TrimStart("\uFEFF\r\n"u8));
        var root = Root(message.Body)!;
        using var bytes = new MemoryStream();
        root.Content?.DecodeTo(bytes);
        if (Charsets.DecodePart(bytes.ToArray(), root.ContentType.Charset, content.Charset) is not { } decoded)
        {
            throw new UnreadableException(ReasonCodes.Damaged, "The saved page's main part is no text; save the page again in the browser and drop that.");
        }

        var draft = new Draft("multipart/related") { HasCharset = false, StatesTitle = true };
        draft.Found(decoded.Finding with { Where = "root part bytes" });
        Stated.Propose(draft, Fields.CanonicalUrl, MailHeaders.Text(message.Headers, Snapshot), "header " + Snapshot, 0.9, "snapshot_address");
        Stated.Propose(draft, Fields.CanonicalUrl, root.ContentLocation?.OriginalString, "root part Content-Location", 0.85, "snapshot_address");
        Stated.Propose(draft, Fields.Title, MailHeaders.Text(message.Headers, "Subject"), "header Subject", 0.4, "mail_header");
        var page = new Content(Encoding.UTF8.GetBytes(decoded.Text), content.Name)
        {
            Given = content.Given,
            Url = draft.Value(Fields.CanonicalUrl) ?? content.Url,
            FetchedAt = Saved(message) ?? content.FetchedAt,
        };
        return Html.Read(page, draft);
    }

    private static DateTimeOffset? Saved(MimeMessage message) =>
        DateTimeOffset.TryParse(MailHeaders.Date(MailHeaders.Text(message.Headers, "Date")), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var saved) ? saved : null;

    // The part named as the start; browsers' frames and styles stand beside it.
    private static TextPart? Root(MimeEntity? body) => body switch
    {
        TextPart { IsHtml: true } page => page,
        TextPart page when page.ContentType.IsMimeType("application", "xhtml+xml") => page,
        MultipartRelated { Root: { } root } related => root is TextPart { IsHtml: true } page ? page
            : root is MultipartAlternative alternative ? alternative.OfType<TextPart>().LastOrDefault(part => part.IsHtml)
            : related.OfType<TextPart>().FirstOrDefault(part => part.IsHtml),
        _ => null,
    };
}
