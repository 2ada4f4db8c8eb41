namespace Platform.Contracts;

/// <summary>A country or an international organization that the text or the title names.</summary>
public sealed record Mention
{
    /// <summary><c>country</c> or <c>organization</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a country its ISO 3166-1 alpha-2 code, such as <c>KZ</c>; of an organization its usual English abbreviation, such as <c>OSCE</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Which text it stands in: <c>text</c>, or <c>title</c> where the title is no part of the text.</summary>
    public string Field { get; init; } = "text";

    /// <summary>The words as they stand in the text.</summary>
    public required string Text { get; init; }

    /// <summary>Where they begin in <see cref="ParsedDocument.Text"/>, or in the title, in UTF-16 code units from 0. They end after <see cref="Text"/>'s length.</summary>
    public required int Start { get; init; }
}
