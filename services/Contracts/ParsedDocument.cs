using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What the Parser makes of one content: the normalized fields, the evidence for each, and what was taken out of the text.</summary>
/// <remarks>All strings are Unicode in normalization form C. A field that is not known is null or empty, never guessed.</remarks>
public sealed record ParsedDocument
{
    /// <summary>Version of the rules that made this, <c>major.minor.patch</c>.</summary>
    public required string ParserVersion { get; init; }

    /// <summary>Media type told from the content (RFC 6838), such as <c>text/html</c>; never from the name alone.</summary>
    public required string MediaType { get; init; }

    /// <summary>IANA name of the charset the bytes, or those of a mail's main part, were decoded with, lower case; null where the format carries its own.</summary>
    public string? Charset { get; init; }

    /// <summary>Title in one line.</summary>
    public string? Title { get; init; }

    /// <summary>The line under the title that continues it.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Names of the people or bodies given as authors, in their order.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>
    /// When it was published, ISO 8601 with the precision that is known and the stated offset kept:
    /// <c>2022</c>, <c>2022-03</c>, <c>2022-03-14</c>, <c>2022-03-14T09:30</c> or <c>2022-03-14T09:30:00+03:00</c>.
    /// </summary>
    public string? PublishedAt { get; init; }

    /// <summary>When it was last changed, in the form of <see cref="PublishedAt"/>.</summary>
    public string? ModifiedAt { get; init; }

    /// <summary>ISO 639-1 code of the language that most of the text is in; null where there is too little text to tell.</summary>
    public string? Language { get; init; }

    /// <summary>Name of the publishing site or body.</summary>
    public string? Publisher { get; init; }

    /// <summary>The address the document gives as its own, absolute.</summary>
    public string? CanonicalUrl { get; init; }

    /// <summary>The document's own summary.</summary>
    public string? Description { get; init; }

    /// <summary>The document's own keywords, in their order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The text in reading order, cut into its parts. <see cref="Text"/> is these joined.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>What the text quotes, with who said it where the text states that, in the order of the text.</summary>
    public IReadOnlyList<Quotation> Quotations { get; init; } = [];

    /// <summary>Countries and international organizations that the title or the text names, in their order, the title's first.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];

    /// <summary>Where the text points, in its order, each address once.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Whether only a part could be read; <see cref="Warnings"/> says why.</summary>
    public bool Partial { get; init; }

    /// <summary>Where each field comes from; one entry for each field that was looked for, also where nothing was found.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>What was taken out of the text, in document order.</summary>
    public IReadOnlyList<Removed> Removed { get; init; } = [];

    /// <summary>Sentences about anything a reader of the record should know, such as a doubtful charset.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Number of words in <see cref="Text"/>, by the word boundaries of letters and digits.</summary>
    public required int WordCount { get; init; }

    /// <summary>The clean text: each block on lines of its own, joined by a line feed. Not sent, since the blocks hold it.</summary>
    [JsonIgnore]
    public string Text => string.Join('\n', Blocks.Select(block => block.Text));
}

/// <summary>One part of the text.</summary>
public sealed record Block
{
    /// <summary>What it is, one of <see cref="BlockKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its text, trimmed, never empty. Only <c>code</c> holds line feeds.</summary>
    public required string Text { get; init; }

    /// <summary>Level of a heading, 1 to 6; null for other kinds.</summary>
    public int? Level { get; init; }

    /// <summary>ISO 639-1 code where it can be told and differs from the document's.</summary>
    public string? Language { get; init; }
}

/// <summary>The kinds of <see cref="Block"/>.</summary>
public static class BlockKinds
{
    /// <summary>A heading.</summary>
    public const string Heading = "heading";

    /// <summary>A paragraph.</summary>
    public const string Paragraph = "paragraph";

    /// <summary>An item of a list.</summary>
    public const string ListItem = "list_item";

    /// <summary>A block quotation.</summary>
    public const string Quotation = "quotation";

    /// <summary>A row of a table, its cells joined by a tab.</summary>
    public const string TableRow = "table_row";

    /// <summary>The caption of a figure or table.</summary>
    public const string Caption = "caption";

    /// <summary>Preformatted text.</summary>
    public const string Code = "code";
}

/// <summary>The proof for one field's value, or for its absence.</summary>
public sealed record Evidence
{
    /// <summary>The field, in the public API's spelling, such as <c>published_at</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The value taken; null where none was.</summary>
    public string? Value { get; init; }

    /// <summary>Where it stands, such as <c>line 1</c>, <c>meta[property=og:title]</c>, <c>json-ld:$.datePublished</c>, <c>title</c>; null where nothing was found.</summary>
    public string? Where { get; init; }

    /// <summary>The words found there, at most 200 characters.</summary>
    public string? Quote { get; init; }

    /// <summary>The rule that decided, in <c>snake_case</c>, such as <c>label_without_value</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How sure the rule is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The candidates that lost, best first, at most 8.</summary>
    public IReadOnlyList<Candidate> Lost { get; init; } = [];
}

/// <summary>A value that was considered and not taken.</summary>
public sealed record Candidate
{
    /// <summary>The value in the field's normalized form.</summary>
    public required string Value { get; init; }

    /// <summary>Where it stands, in the form of <see cref="Evidence.Where"/>.</summary>
    public required string Where { get; init; }

    /// <summary>The rule that proposed it.</summary>
    public required string Rule { get; init; }
}

/// <summary>Something that stood in the original and was taken out of the text.</summary>
public sealed record Removed
{
    /// <summary>What it was: <c>label</c>, <c>navigation</c>, <c>boilerplate</c>, <c>consent</c>, <c>share</c>, <c>running_head</c>, <c>comment</c>, <c>deletion</c>, <c>hidden</c>, <c>signature</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its words, at most 500 characters.</summary>
    public required string Text { get; init; }

    /// <summary>Where it stood, in the form of <see cref="Evidence.Where"/>.</summary>
    public required string Where { get; init; }
}
