using Platform.Contracts;

namespace Platform.Parser;

/// <summary>A parsed document, or the reason why there is none; exactly one of the two.</summary>
public sealed record ParseResult
{
    private ParseResult()
    {
    }

    /// <summary>The document; null for a rejection.</summary>
    public ParsedDocument? Document { get; private init; }

    /// <summary>The reason; null for a document.</summary>
    public Reason? Rejection { get; private init; }

    internal static ParseResult Of(ParsedDocument document) => new() { Document = document };

    internal static ParseResult Rejected(string code, string sentence) =>
        new() { Rejection = new Reason { Code = code, Message = sentence, Stage = "parser" } };
}
