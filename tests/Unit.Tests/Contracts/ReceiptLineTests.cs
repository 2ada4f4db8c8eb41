using Platform.Contracts;
using Xunit;

namespace Platform.Unit.Tests.Contracts;

public sealed class ReceiptLineTests
{
    [Theory]
    [InlineData("plain.txt", "plain.txt")]
    [InlineData("a, b.txt", "\"a, b.txt\"")]
    [InlineData("say \"yes\".txt", "\"say \"\"yes\"\".txt\"")]
    [InlineData("=1+2.txt", "'=1+2.txt")]
    [InlineData("+49.txt", "'+49.txt")]
    [InlineData("-rf", "'-rf")]
    [InlineData("@sum(a,b)", "\"'@sum(a,b)\"")]
    [InlineData("\tx", "'\tx")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    public void A_name_is_quoted_and_never_a_formula(string name, string cell) =>
        Assert.Equal($"{cell},5,,stored,,,\r\n", new ReceiptLine { Path = name, Size = 5, Outcome = Outcomes.Stored }.ToCsv());

    [Fact]
    public void A_line_has_as_many_cells_as_the_header()
    {
        var line = new ReceiptLine { Path = "a", Size = 1, Hash = "b", Outcome = "rejected", ReasonCode = "empty", Reason = "No bytes; drop it again.", DocumentId = Guid.Empty };

        Assert.Equal(ReceiptLine.CsvHeader.Count(letter => letter == ','), line.ToCsv().Count(letter => letter == ','));
    }
}
