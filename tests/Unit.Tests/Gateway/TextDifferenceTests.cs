using Platform.Gateway.Records;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class TextDifferenceTests
{
    [Theory]
    [InlineData("a b c", "a b c", "=a =b =c")]
    [InlineData("a b c d", "a x c d y", "=a -b +x =c =d +y")]
    [InlineData("", "a", "+a")]
    [InlineData("a", "", "-a")]
    [InlineData("", "", "")]
    [InlineData("a a a", "a a", "=a =a -a")]
    [InlineData("p q r s", "z q y s", "-p +z =q -r +y =s")]
    public void Paragraphs_are_told_in_reading_order(string before, string after, string told) =>
        Assert.Equal(told, string.Join(' ', TextDifference.Of(Words(before), Words(after)).Select(Told)));

    [Fact]
    public void Line_breaks_and_spaces_within_a_paragraph_are_part_of_it() =>
        Assert.Equal(["=one\ntwo", "-three", "+ three"], TextDifference.Of(["one\ntwo", "three"], ["one\ntwo", " three"]).Select(Told));

    [Fact]
    public void More_paragraphs_than_are_compared_count_as_replaced()
    {
        var before = Enumerable.Range(0, TextDifference.MaxParagraphs + 3).Select(number => number % 2 == 0 ? "same" : $"old {number}").ToList();
        var after = before.ConvertAll(paragraph => paragraph.Replace("old", "new", StringComparison.Ordinal));

        var changes = TextDifference.Of(before, after);

        Assert.Equal(before, changes.Where(one => one.Change != ParagraphChange.Added).Select(one => one.Text));
        Assert.Equal(after, changes.Where(one => one.Change != ParagraphChange.Removed).Select(one => one.Text));
        Assert.Equal(2, changes.Count(one => one.Change == ParagraphChange.Same));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Told(ParagraphChange one) => one.Change switch { ParagraphChange.Same => "=", ParagraphChange.Added => "+", _ => "-" } + one.Text;
}
