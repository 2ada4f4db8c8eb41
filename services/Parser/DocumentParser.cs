using Platform.Contracts;
using Platform.Parser.Formats;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser;

/// <summary>Bytes in, a parsed document or a reason out; never an exception for what the bytes hold. May be called from many threads at once.</summary>
public sealed class DocumentParser
{
    /// <summary>Version of the rules, written to each record.</summary>
    public const string Version = "0.1.0";

    private readonly Languages _languages = new();

    /// <summary>Parses one content.</summary>
    /// <param name="content">All of its bytes.</param>
    /// <param name="name">Its label; used for nothing but sentences, since the kind is told by content.</param>
    public ParseResult Parse(ReadOnlyMemory<byte> content, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (BinaryKinds.NameOf(content.Span) is { } kind)
        {
            return ParseResult.Rejected(ReasonCodes.UnknownFormat, $"This is {kind}, which is not read yet; save its text as plain text or HTML and drop that.");
        }

        if (Charsets.Decode(content.Span) is not { } decoded)
        {
            return ParseResult.Rejected(ReasonCodes.NotText, "These bytes are no text in any charset; drop the document in a text format such as plain text or HTML.");
        }

        // One file a format, one switch.
        var text = Cleaning.Clean(decoded.Text);
        if (string.IsNullOrWhiteSpace(text))
        {
            return ParseResult.Rejected(ReasonCodes.NoText, "The document holds nothing but white space; drop the one that has the text.");
        }

        if (Html.Accepts(text) && Html.NestsTooDeep(text))
        {
            return ParseResult.Rejected(
                ReasonCodes.LimitExceeded, $"The page nests more than {Html.MaxDepth} elements, which no page for readers does; save it again from a browser.");
        }

        var draft = Html.Accepts(text) ? Html.Read(text) : PlainText.Read(text);
        return Finish(draft, decoded);
    }

    // What is the same for every format: labels, title, language, evidence.
    private ParseResult Finish(Draft draft, DecodedText decoded)
    {
        draft.Found(decoded.Finding);
        Labels.Take(draft);
        Titles.Take(draft);
        var blocks = draft.Blocks.ConvertAll(block => block.ToBlock());
        if (blocks.Count == 0)
        {
            return ParseResult.Rejected(ReasonCodes.NoText, "The document holds no text besides labels and navigation; drop the one that has the text.");
        }

        var language = _languages.Detect(blocks);
        draft.Found(language);
        if (decoded.Warning is { } warning)
        {
            draft.Warnings.Add(warning);
        }

        return ParseResult.Of(new ParsedDocument
        {
            ParserVersion = Version,
            MediaType = draft.MediaType,
            Charset = decoded.Charset,
            Title = draft.Value(Fields.Title),
            Authors = draft.Values(Fields.Authors),
            PublishedAt = draft.Value(Fields.PublishedAt),
            ModifiedAt = draft.Value(Fields.ModifiedAt),
            Language = draft.Value(Fields.Language),
            Publisher = draft.Value(Fields.Publisher),
            CanonicalUrl = draft.Value(Fields.CanonicalUrl),
            Description = draft.Value(Fields.Description),
            Blocks = blocks,
            Evidence = Fields.All.Select(draft.EvidenceFor).ToList(),
            Removed = draft.Removed,
            Warnings = draft.Warnings,
            WordCount = blocks.Sum(block => Cleaning.CountWords(block.Text)),
        });
    }
}
