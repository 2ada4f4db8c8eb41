namespace Platform.Contracts;

/// <summary>One line of a batch's receipt, as the API and the folder give it.</summary>
public sealed record ReceiptLine
{
    /// <summary>First line of a receipt as CSV, with its line end.</summary>
    public const string CsvHeader = "path,size,hash,outcome,reason_code,reason,document_id\r\n";

    /// <summary>The arrival's label: its path within its source.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes; 0 where it could not be read.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits; null where it could not be read.</summary>
    public string? Hash { get; init; }

    /// <summary>One of <see cref="Outcomes"/>, or <c>waiting</c> or <c>in_flight</c> while there is none.</summary>
    public required string Outcome { get; init; }

    /// <summary>One of <see cref="ReasonCodes"/>; null where nothing was refused.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>One sentence that says why it did not become a record; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The document that holds its content; null where there is none.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>
    /// The line as RFC 4180 has it, with its line end. A text that a spreadsheet would take for a formula (it begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or
    /// a carriage return) gets an apostrophe in front; the receipt as JSON has it unchanged.
    /// </summary>
    public string ToCsv() => FormattableString.Invariant(
        $"{Cell(Path)},{Size},{Cell(Hash)},{Cell(Outcome)},{Cell(ReasonCode)},{Cell(Reason)},{Cell(DocumentId?.ToString())}\r\n");

    private static string Cell(string? text)
    {
        var safe = text is [('=' or '+' or '-' or '@' or '\t' or '\r'), ..] ? "'" + text : text ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") || safe is [' ', ..] or [.., ' '] ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : safe;
    }
}
