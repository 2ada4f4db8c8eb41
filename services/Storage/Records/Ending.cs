using Platform.Contracts;

namespace Platform.Storage.Records;

/// <summary>How an arrival is to end: with a parsed document, or with a reason.</summary>
/// <param name="Arrival">The arrival.</param>
/// <param name="At">When it was parsed or refused, UTC.</param>
/// <param name="Document">The parsed document; null for a refusal.</param>
/// <param name="Outcome">For a refusal, <see cref="Outcomes.Rejected"/> or <see cref="Outcomes.Failed"/>, for a container <see cref="Outcomes.Stored"/>; null for a document.</param>
/// <param name="Reason">Why it was refused; null for a document.</param>
/// <param name="Worker">Which process read or refused it; null where it is not told.</param>
/// <param name="Milliseconds">How long it was read; null where it was not.</param>
public sealed record Ending(Arrival Arrival, DateTimeOffset At, ParsedDocument? Document, string? Outcome, Reason? Reason, string? Worker, int? Milliseconds)
{
    /// <summary>The content that the parsed document came in; null where it came in the message.</summary>
    public string? ParsedHash { get; init; }

    /// <summary>Where it was found, and the address that it states for itself where that is another and believed; empty where the document is its content.</summary>
    public IReadOnlyList<string> Locations { get; } = Records.Locations.Of(Arrival, Document);

    /// <summary>An ending with a document.</summary>
    public static Ending With(DocumentParsed parsed, ParsedDocument document, string? worker = null) =>
        new(parsed.Arrival, parsed.ParsedAt, document, null, null, worker, parsed.Milliseconds) { ParsedHash = parsed.DocumentHash };

    /// <summary>An ending without.</summary>
    public static Ending Refused(DocumentRefused refused, string outcome, string? worker = null) => new(refused.Arrival, refused.RefusedAt, null, outcome, refused.Reason, worker, refused.Milliseconds);
}
