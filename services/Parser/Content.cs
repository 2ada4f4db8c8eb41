using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser;

/// <summary>One content as the formats see it: its bytes, and its text once a format asks for it.</summary>
/// <param name="bytes">All of its bytes.</param>
/// <param name="name">Its label; for sentences and as the last hint for a date, since the kind is told by content.</param>
public sealed class Content(ReadOnlyMemory<byte> bytes, string name)
{
    private readonly Lock _decoding = new();
    private bool _decoded;
    private DecodedText? _text;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> Span => Bytes.Span;

    public string Name { get; } = name;

    /// <summary>What stands beside its bytes; null where nothing does.</summary>
    public GivenFields? Given { get; init; }

    /// <summary>The address it was fetched from, absolute: the one given beside it, if it is one; null where none is known.</summary>
    public string? Url { get => Metadata.Given.Address(Given?.FetchedFrom ?? Given?.Url)?.OriginalString ?? field; init; }

    /// <summary>When it was fetched; relative dates such as "yesterday" are read against it, and not at all without it.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>The language that its source expects (BCP 47), taken where the text shows none; null where none is expected.</summary>
    public string? ExpectedLanguage { get; init; }

    /// <summary>The charset that somebody chose, since the one found was wrong; null where it is to be found.</summary>
    public string? Charset { get; init; }

    /// <summary>What reading it may take before what is there is kept as a part; null where it may take what it wants.</summary>
    public Allowance? Allowance { get; init; }

    /// <summary>The charset and what was decoded with it; null where the bytes are no text.</summary>
    public DecodedText? Decoded
    {
        get
        {
            lock (_decoding)
            {
                if (!_decoded)
                {
                    var decoded = Charset is not null ? Charsets.Decode(Span, Charset) : Given?.DeclaredCharset is { } declared ? Charsets.DecodePart(Span, declared) : null;
                    _text = decoded is null ? Charsets.DecodeClean(Span) : decoded with { Text = Cleaning.Clean(decoded.Text) };
                    _decoded = true;
                }

                return _text;
            }
        }
    }

    /// <summary>The clean text: NFC, line feeds, nothing invisible. Empty where the bytes are no text.</summary>
    public string Text => Decoded?.Text ?? "";
}
