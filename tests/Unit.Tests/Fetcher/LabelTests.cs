using System.Text;
using FsCheck.Xunit;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class LabelTests
{
    [Theory]
    [InlineData("report.txt", "report.txt")]
    [InlineData("week 1/Отчёт № 5.html", "week 1/Отчёт № 5.html")]
    [InlineData("two\nlines.txt", "two%0Alines.txt")]
    [InlineData("quo\"te's `$(id)` & <b>.txt", "quo\"te's `$(id)` & <b>.txt")]
    [InlineData("100 %.txt", "100 %.txt")]
    [InlineData("100%ab.txt", "100%25ab.txt")]
    [InlineData("..%2F..%2Fescape.txt", "..%252F..%252Fescape.txt")]
    [InlineData("line\u2028separator", "line%E2%80%A8separator")]
    public void A_name_is_shown_as_it_is_unless_it_would_break_the_line(string name, string label) =>
        Assert.Equal(label, Label.Of(RawPath.Of(name)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_shown_escaped() =>
        Assert.Equal("caf%E9.txt", Label.Of(RawPath.Of("caf\xe9.txt".Select(character => (byte)character).ToArray())));

    [Fact]
    public void A_long_label_keeps_its_end() =>
        Assert.Equal("…" + new string('b', 1019) + ".txt", Label.Of(RawPath.Of(new string('a', 3000) + new string('b', 1019) + ".txt")));

    [Property(MaxTest = 2000)]
    public bool A_label_is_valid_text_in_one_line_of_bounded_length(byte[] name)
    {
        var label = Label.Of(RawPath.Of(name));
        return label.Length <= Label.Longest && !label.Any(char.IsControl)
            && new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.UTF8.GetBytes(label)) == label;
    }

    [Property(MaxTest = 2000)]
    public bool Different_names_have_different_labels(byte[] one, byte[] other) =>
        one.AsSpan().SequenceEqual(other) || Label.Of(RawPath.Of(one)) != Label.Of(RawPath.Of(other));

    [Property(MaxTest = 2000)]
    public bool A_label_with_its_escapes_undone_is_the_name_again(byte[] name) => Undo(Label.Of(RawPath.Of(name))).AsSpan().SequenceEqual(name);

    [Property]
    public bool A_raw_path_gives_its_bytes_back(byte[] bytes) => RawPath.Of(bytes).Bytes.AsSpan().SequenceEqual(bytes);

    private static byte[] Undo(string label)
    {
        var bytes = Encoding.UTF8.GetBytes(label);
        var undone = new List<byte>();
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                undone.Add(Convert.ToByte(Encoding.ASCII.GetString(bytes, at + 1, 2), 16));
                at += 2;
            }
            else
            {
                undone.Add(bytes[at]);
            }
        }

        return [.. undone];
    }
}
