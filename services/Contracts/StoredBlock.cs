namespace Platform.Contracts;

/// <summary>
/// A <see cref="Block"/> as <c>library.records.blocks</c> holds it: without its text, which stands in the record's <c>text</c>. There each block begins where the one before it and a line feed
/// end, so its length says where it stands.
/// </summary>
public sealed record StoredBlock
{
    /// <summary>As of the block.</summary>
    public required string Kind { get; init; }

    /// <summary>Length of its text in UTF-16 code units, as strings of .NET, Java and JavaScript count; PostgreSQL counts code points. Null where <see cref="Text"/> is not.</summary>
    public int? Length { get; init; }

    /// <summary>Its text, in records that were stored while it was kept here too; null otherwise.</summary>
    public string? Text { get; init; }

    /// <summary>As of the block.</summary>
    public int? Level { get; init; }

    /// <summary>As of the block.</summary>
    public string? Language { get; init; }

    /// <summary>The form that a block is kept in.</summary>
    public static StoredBlock Of(Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return new StoredBlock { Kind = block.Kind, Length = block.Text.Length, Level = block.Level, Language = block.Language };
    }

    /// <summary>The blocks of a text. Lengths beyond its end, which only a change by hand can make, yield what there is.</summary>
    /// <param name="text">The record's whole text.</param>
    /// <param name="stored">Its blocks as they are kept, all of them in their order.</param>
    public static IReadOnlyList<Block> Read(string text, IReadOnlyList<StoredBlock> stored)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(stored);
        var blocks = new List<Block>(stored.Count);
        var start = 0;
        foreach (var block in stored)
        {
            start = Math.Min(start, text.Length);
            var own = block.Text ?? text.Substring(start, Math.Clamp(block.Length ?? 0, 0, text.Length - start));
            blocks.Add(new Block { Kind = block.Kind, Text = own, Level = block.Level, Language = block.Language });
            start += own.Length + 1;
        }

        return blocks;
    }
}
