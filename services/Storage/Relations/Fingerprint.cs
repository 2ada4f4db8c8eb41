namespace Platform.Storage.Relations;

/// <summary>What documents are compared by.</summary>
/// <param name="Document">The document.</param>
/// <param name="TextHash">The same for the same words; null where there are none.</param>
/// <param name="Shingles">Its sequences; none where it has too few words for them.</param>
/// <param name="Signature">Null where it has no sequences.</param>
internal sealed record Fingerprint(Guid Document, long? TextHash, ulong[] Shingles, uint[]? Signature)
{
    /// <summary>That of a text.</summary>
    public static Fingerprint Of(Guid document, string text)
    {
        var words = TextWords.Of(text);
        var shingles = Relations.Shingles.Of(words);
        return new Fingerprint(document, words.Hash, shingles, MinHash.Of(shingles));
    }
}
