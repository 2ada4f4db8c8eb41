namespace Platform.Parser;

/// <summary>Thrown by a format for a document that it cannot read; becomes a rejection.</summary>
/// <param name="code">One of <see cref="Contracts.ReasonCodes"/>.</param>
/// <param name="sentence">The cause and what to do, in one sentence.</param>
/// <param name="cause">What the reading library threw.</param>
public sealed class UnreadableException(string code, string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    public string Code { get; } = code;
}
