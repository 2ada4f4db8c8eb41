namespace Platform.Contracts;

/// <summary>What the text quotes.</summary>
public sealed record Quotation
{
    /// <summary>The words between the quotation marks, or of the block quotation.</summary>
    public required string Text { get; init; }

    /// <summary>Who said it, in the words of the text; null where it does not say.</summary>
    public string? Attribution { get; init; }

    /// <summary>Where the words begin in <see cref="ParsedDocument.Text"/>, in UTF-16 code units from 0.</summary>
    public required int Start { get; init; }
}
