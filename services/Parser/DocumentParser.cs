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

    /// <summary>Parses one content of which nothing is known besides its bytes and name.</summary>
    public ParseResult Parse(ReadOnlyMemory<byte> content, string name) => Parse(new Content(content, name));

    /// <summary>Parses one content.</summary>
    public ParseResult Parse(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Allowance.Current = content.Allowance;
        try
        {
            return Finish(Read(content), content);
        }
        catch (UnreadableException unreadable)
        {
            return ParseResult.Rejected(unreadable.Code, unreadable.Message);
        }
        finally
        {
            Allowance.Current = null;
        }
    }

    // One file a format, one switch; the kind is told by content. Binary formats first, then text from the strictest form to the loosest.
    private static Draft Read(Content content) => content switch
    {
        _ when Pdf.Accepts(content) => Pdf.Read(content),
        _ when Docx.Accepts(content) => Docx.Read(content),
        _ when Pptx.Accepts(content) => Pptx.Read(content),
        _ when Xlsx.Accepts(content) => Xlsx.Read(content),
        _ when Epub.Accepts(content) => Epub.Read(content),
        _ when Odt.Accepts(content) => Odt.Read(content),
        _ when Rtf.Accepts(content) => Rtf.Read(content),
        _ when Mhtml.Accepts(content) => Mhtml.Read(content),
        _ when Eml.Accepts(content) => Eml.Read(content),
        _ when Msg.Accepts(content) => Msg.Read(content),
        _ when OldOffice.Accepts(content) => OldOffice.Read(content),
        _ when Picture.Accepts(content) => Picture.Read(content),
        _ when BinaryKinds.NameOf(content.Span) is { } kind =>
            throw new UnreadableException(ReasonCodes.UnknownFormat, $"This is {kind}, which is not read yet; save its text as plain text or HTML and drop that."),
        { Decoded: null } =>
            throw new UnreadableException(ReasonCodes.NotText, "These bytes are no text in any charset; drop the document in a text format such as plain text or HTML."),
        _ when string.IsNullOrWhiteSpace(content.Text) =>
            throw new UnreadableException(ReasonCodes.NoText, "The document holds nothing but white space; drop the one that has the text."),
        _ when Json.Accepts(content) => Json.Read(content),
        _ when Feed.Accepts(content) => Feed.Read(content),
        _ when XmlDocuments.Accepts(content) => XmlDocuments.Read(content),
        _ when Markdown.Accepts(content) => Markdown.Read(content),
        _ when Html.Accepts(content) => Html.Read(content),
        _ when Csv.Accepts(content) => Csv.Read(content),
        _ => PlainText.Read(content),
    };

    // What is the same for every format: labels, title, language, evidence.
    private ParseResult Finish(Draft draft, Content content)
    {
        var decoded = draft.HasCharset ? content.Decoded : null;
        draft.Found(decoded?.Finding);
        foreach (var other in decoded?.Others ?? [])
        {
            draft.Found(new Finding(Fields.Charset, other, "bytes", "reads_nearly_as_well", 0.1));
        }

        Labels.Take(draft, content.FetchedAt);
        Titles.Take(draft);
        Given.Take(draft, content.Given);
        AddressDate.Find(content.Url, draft);
        Links.Resolve(draft, content.Url);
        var blocks = draft.Blocks.ConvertAll(block => block.ToBlock());
        if (blocks.Count == 0)
        {
            return ParseResult.Rejected(ReasonCodes.NoText, "The document holds no text besides labels and navigation; drop the one that has the text.");
        }

        var language = Languages.Detect(blocks);
        draft.Found(language ?? (content.ExpectedLanguage is { } expected ? new Finding(Fields.Language, expected, "source", "expected_by_source", 0.3) : null));
        MarkOthers(blocks, draft.Value(Fields.Language));
        if (decoded?.Warning is { } warning)
        {
            draft.Warnings.Add(warning);
        }

        return ParseResult.Of(new ParsedDocument
        {
            ParserVersion = Version,
            MediaType = draft.MediaType,
            Charset = draft.Value(Fields.Charset),
            Title = draft.Value(Fields.Title),
            Subtitle = draft.Value(Fields.Subtitle),
            Authors = draft.Values(Fields.Authors),
            PublishedAt = draft.Value(Fields.PublishedAt),
            ModifiedAt = draft.Value(Fields.ModifiedAt),
            Language = draft.Value(Fields.Language),
            Publisher = draft.Value(Fields.Publisher),
            CanonicalUrl = draft.Value(Fields.CanonicalUrl),
            Description = draft.Value(Fields.Description),
            Tags = draft.Values(Fields.Tags),
            Links = draft.Links,
            Quotations = Quotations.Find(blocks),
            Mentions = Mentions.Find(blocks, draft.Value(Fields.Language), draft.Value(Fields.Title)),
            Partial = draft.Partial,
            Blocks = blocks,
            Evidence = Fields.All.Select(draft.EvidenceFor).ToList(),
            Removed = draft.Removed,
            Warnings = draft.Warnings,
            WordCount = blocks.Sum(block => Cleaning.CountWords(block.Text)),
        });
    }

    private static void MarkOthers(List<Block> blocks, string? language)
    {
        for (var at = 0; language is not null && at < blocks.Count; at++)
        {
            if (blocks[at].Kind is not (BlockKinds.Code or BlockKinds.TableRow) && Languages.Other(blocks[at].Text, language) is { } other)
            {
                blocks[at] = blocks[at] with { Language = other };
            }
        }
    }
}
