using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Utils;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>What the head of a mail states. Encoded words are believed as the charset of a text is: as far as their bytes bear it out.</summary>
internal static partial class MailHeaders
{
    private const int LongestHeader = 20_000;

    /// <summary>Proposes the fields that a mail states.</summary>
    public static void Propose(MimeMessage message, Draft draft)
    {
        Stated.Propose(draft, Fields.Title, Text(message.Headers, "Subject"), "header Subject", 0.98, "mail_header");
        Authors(message.Headers, draft);
        if (Date(Text(message.Headers, "Date")) is { } date)
        {
            draft.Found(new Finding(Fields.PublishedAt, date, "header Date", "mail_header", 0.98, Text(message.Headers, "Date")));
        }
        else if (message.Headers.LastOrDefault(header => header.Id == HeaderId.Received) is { } first && Decoded(first.RawValue) is var way && way.LastIndexOf(';') is var at and > 0 && Date(way[(at + 1)..]) is { } received)
        {
            draft.Found(new Finding(Fields.PublishedAt, received, "header Received", "first_relay", 0.6, way[(at + 1)..].Trim()));
        }

        Stated.Propose(draft, Fields.Tags, Text(message.Headers, "Keywords"), "header Keywords", 0.9, "mail_header");
        Stated.Propose(draft, Fields.Language, Text(message.Headers, "Content-Language"), "header Content-Language", 0.5, "mail_header");
        Stated.Propose(draft, Fields.CanonicalUrl, Text(message.Headers, "Archived-At")?.Trim('<', '>', ' '), "header Archived-At", 0.8, "mail_header");
    }

    /// <summary>A header's text, decoded; null where there is none.</summary>
    public static string? Text(HeaderList headers, string name) =>
        headers.FirstOrDefault(header => header.Field.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } header && Decoded(header.RawValue) is { Length: > 0 } text ? text : null;

    /// <summary>The time in ISO 8601 with the offset that is stated; null where there is none.</summary>
    public static string? Date(string? text)
    {
        var bare = Comment().Replace(text ?? "", " ").Trim();
        return Dates.Read(bare)
            ?? (bare.Length is > 5 and < 80 && DateUtils.TryParse(bare, out var date) ? Dates.Read(date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)) : null);
    }

    /// <summary>The people of an address list by their names; an address alone names nobody.</summary>
    public static IEnumerable<string> Names(InternetAddressList addresses) => addresses.SelectMany(address => address is GroupAddress group ? Names(group.Members) : Name(address.Name) is { } name ? [name] : []);

    private static void Authors(HeaderList headers, Draft draft)
    {
        if (headers.FirstOrDefault(header => header.Id == HeaderId.From) is not { } from)
        {
            return;
        }

        var quote = Decoded(from.RawValue);
        var names = InternetAddressList.TryParse(ParserOptions.Default, Encoding.UTF8.GetBytes(Recoded(from.RawValue)), out var addresses) ? Names(addresses).ToList() : [];
        foreach (var name in names)
        {
            draft.Found(new Finding(Fields.Authors, name, "header From", "mail_header", 0.95, quote));
        }

        if (names.Count == 0)
        {
            draft.Found(new Finding(Fields.Authors, null, "header From", "address_without_name", 0.9, quote));
        }
    }

    /// <summary>A name as readers write it; address books sort "Nowak, Anna". Null for none.</summary>
    public static string? Name(string? stated)
    {
        var name = Cleaning.Line(Cleaning.Clean(stated ?? "")).Trim('\'', '"', ' ');
        return name.Length is < 2 or > 120 || name.Contains('@', StringComparison.Ordinal) ? null
            : Sorted().Match(name) is { Success: true } sorted ? $"{sorted.Groups["given"].Value} {sorted.Groups["family"].Value}"
            : name;
    }

    private static string Decoded(byte[] raw) => Cleaning.Line(Cleaning.Clean(Rfc2047.DecodeText(Encoding.UTF8.GetBytes(Recoded(raw)))));

    /// <summary>The header with bytes and encoded words in whatever charset brought to UTF-8, and its syntax untouched.</summary>
    private static string Recoded(byte[] raw)
    {
        var head = raw.AsSpan(0, Math.Min(raw.Length, LongestHeader));
        var text = head.ContainsAnyExceptInRange((byte)0, (byte)127) ? Charsets.DecodePart(head, null)?.Text ?? "" : Encoding.ASCII.GetString(head);
        return Words().Replace(text, run => string.Concat(Runs(run.Value).Select(word => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word))}?= ")).TrimEnd());
    }

    // Neighbouring words of one charset are put together before they are decoded: some programs cut them within a letter.
    private static IEnumerable<string> Runs(string run)
    {
        var (bytes, charset) = (new List<byte>(), "");
        foreach (Match word in Word().Matches(run))
        {
            var name = word.Groups["charset"].Value;
            if (bytes.Count > 0 && !name.Equals(charset, StringComparison.OrdinalIgnoreCase))
            {
                yield return Decode(bytes, charset);
                bytes.Clear();
            }

            charset = name;
            bytes.AddRange(Bytes(word.Groups["data"].Value, word.Groups["how"].Value is "B" or "b"));
        }

        yield return Decode(bytes, charset);
    }

    private static string Decode(List<byte> bytes, string charset) => Charsets.DecodePart(bytes.ToArray(), charset)?.Text ?? "";

    private static byte[] Bytes(string data, bool base64)
    {
        MimeKit.Encodings.IMimeDecoder decoder = base64 ? new MimeKit.Encodings.Base64Decoder() : new MimeKit.Encodings.QuotedPrintableDecoder(rfc2047: true);
        var coded = Encoding.ASCII.GetBytes(data);
        var bytes = new byte[decoder.EstimateOutputLength(coded.Length)];
        return bytes[..decoder.Decode(coded, 0, coded.Length, bytes)];
    }

    // Not "Harbour, LLC" nor "Weber, Dr.".
    [GeneratedRegex("""^(?<family>\p{Lu}[\p{L}'’-]+), (?<given>\p{Lu}\p{Ll}[\p{L}'’-]*(?: (?:\p{Lu}\.|\p{Lu}\p{Ll}[\p{L}'’-]*))?)$""", RegexOptions.NonBacktracking)]
    private static partial Regex Sorted();

    [GeneratedRegex("""\([^()]*\)""", RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex("""=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=(?:\s*=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=)*""", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex("""=\?(?<charset>[^?*\s]{1,60})(?:\*[^?]*)?\?(?<how>[BbQq])\?(?<data>[^?]*)\?=""", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
