using Platform.Gateway.Dashboard;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class InWordsTests
{
    [Theory]
    [InlineData(-3, "0 s")]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3600, "1 h")]
    [InlineData(47 * 3600, "47 h")]
    [InlineData(48 * 3600, "2 d")]
    public void An_age_is_told_in_its_largest_unit_and_never_negative(double seconds, string words) =>
        Assert.Equal(words, InWords.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-1, "0 ms")]
    [InlineData(0.0456, "45 ms")]
    [InlineData(2.34, "2.3 s")]
    [InlineData(42, "42 s")]
    [InlineData(90, "1 min")]
    public void A_duration_is_told_precisely_where_it_is_short(double seconds, string words) => Assert.Equal(words, InWords.Took(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.25, "0.3")]
    [InlineData(9.5, "9.5")]
    [InlineData(12.4, "12")]
    [InlineData(24_000, "24,000")]
    public void A_rate_has_a_decimal_only_where_it_is_small(double rate, string words) => Assert.Equal(words, InWords.Rate(rate));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(3120, "3.1 KB")]
    [InlineData(104_857_600, "105 MB")]
    public void A_size_is_told_in_thousands(long bytes, string words) => Assert.Equal(words, InWords.Size(bytes));

    [Theory]
    [InlineData(null, null)]
    [InlineData("2022", "2022")]
    [InlineData("2022-03-14", "2022-03-14")]
    [InlineData("2022-03-14T09:30", "2022-03-14 09:30")]
    [InlineData("2022-03-14T09:30:00+03:00", "2022-03-14 09:30:00 +03:00")]
    [InlineData("2022-03-14T09:30:00Z", "2022-03-14 09:30:00 Z")]
    public void A_stated_time_keeps_its_precision_and_its_offset(string? iso, string? words) => Assert.Equal(words, InWords.Stated(iso));
}
