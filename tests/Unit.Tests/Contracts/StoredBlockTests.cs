using Platform.Contracts;
using Xunit;

namespace Platform.Unit.Tests.Contracts;

public sealed class StoredBlockTests
{
    private static readonly Block[] Blocks =
    [
        new() { Kind = BlockKinds.Heading, Level = 2, Text = "Ёж 🦔 и море" },
        new() { Kind = BlockKinds.Code, Text = "one\n\ntwo" },
        new() { Kind = BlockKinds.Paragraph, Text = "Le trois.", Language = "fr" },
        new() { Kind = BlockKinds.Paragraph, Text = "𝒳" },
    ];

    private static string Text => string.Join('\n', Blocks.Select(block => block.Text));

    [Fact]
    public void Blocks_are_kept_without_their_text_and_read_as_they_were()
    {
        var stored = Array.ConvertAll(Blocks, StoredBlock.Of);

        Assert.All(stored, block => Assert.Null(block.Text));
        Assert.Equal(Blocks, StoredBlock.Read(Text, stored));
    }

    [Fact]
    public void Blocks_that_hold_their_text_are_read_too() =>
        Assert.Equal(Blocks, StoredBlock.Read(Text, Array.ConvertAll(Blocks, block => new StoredBlock { Kind = block.Kind, Text = block.Text, Level = block.Level, Language = block.Language })));

    [Theory]
    [InlineData("", new[] { "", "", "" })]
    [InlineData("abc", new[] { "abc", "", "" })]
    [InlineData("abcde fgh", new[] { "abcd", " fgh", "" })]
    public void A_text_that_was_shortened_by_hand_yields_what_there_is(string text, string[] read) =>
        Assert.Equal(read, StoredBlock.Read(text, [.. Enumerable.Range(0, 3).Select(_ => new StoredBlock { Kind = BlockKinds.Paragraph, Length = 4 })]).Select(block => block.Text));
}
