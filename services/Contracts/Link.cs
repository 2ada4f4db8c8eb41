namespace Platform.Contracts;

/// <summary>An address that the text points to.</summary>
public sealed record Link
{
    /// <summary>The address, absolute where the document's own address is known.</summary>
    public required string Url { get; init; }

    /// <summary>The words that carry it; empty for a bare address.</summary>
    public required string Text { get; init; }
}
