namespace Platform.Parser.Formats;

/// <summary>A run of text that a reader sees as one: a paragraph, a heading, an item, a row. All of a page's passages are looked at before any is left out.</summary>
/// <param name="kind">One of <see cref="Contracts.BlockKinds"/>.</param>
/// <param name="text">Clean, trimmed, not empty.</param>
/// <param name="owner">The part that its first letters stand in.</param>
/// <param name="level">Of a heading, 1 to 6.</param>
internal sealed class Passage(string kind, string text, Part owner, int? level)
{
    public string Kind { get; } = kind;

    public string Text { get; } = text;

    public Part Owner { get; } = owner;

    public int? Level { get; } = level;

    /// <summary>Number of an item in its list, as it is read: <c>3. </c>; null where it has none.</summary>
    public string? Number { get; init; }

    /// <summary>Letters and digits that stand in links.</summary>
    public int LinkLetters { get; init; }

    /// <summary>Where it points: address as written, and the words that carry the link.</summary>
    public IReadOnlyList<(string Target, string Words)> Links { get; init; } = [];
}
