using System.Text.Json;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>What became of one document in a worker.</summary>
/// <param name="Kind">Which of the following hold.</param>
public sealed record ParseAnswer(AnswerKind Kind)
{
    /// <summary>Of a <see cref="AnswerKind.Document"/>: it as UTF-8 JSON, as messages carry it.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Of a <see cref="AnswerKind.Document"/>: characters of text over all blocks.</summary>
    public int TextLength { get; init; }

    /// <summary>Of a <see cref="AnswerKind.Rejected"/> or <see cref="AnswerKind.Ended"/> document.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Of a <see cref="AnswerKind.Faulted"/> or <see cref="AnswerKind.Missing"/> document: what was thrown, for the log.</summary>
    public string? Fault { get; init; }

    /// <summary>How long it was read; zero where it was not begun.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The document itself.</summary>
    public ParsedDocument ToDocument() => JsonSerializer.Deserialize(Json.Span, WorkerJson.Shared.ParsedDocument)!;
}

/// <summary>The kinds of <see cref="ParseAnswer"/>.</summary>
public enum AnswerKind
{
    /// <summary>It was parsed.</summary>
    Document,

    /// <summary>It is at fault.</summary>
    Rejected,

    /// <summary>The parser threw, which is our fault.</summary>
    Faulted,

    /// <summary>Its bytes cannot be read.</summary>
    Missing,

    /// <summary>It ended its worker, or its worker was ended for what it took; to be tried once more alone.</summary>
    Ended,

    /// <summary>Its batch had taken too long before its turn came.</summary>
    NotBegun,
}
