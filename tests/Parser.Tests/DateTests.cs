using Platform.Parser.Metadata;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class DateTests
{
    [Theory]
    [InlineData("2022-03-14", "2022-03-14")]
    [InlineData("2022-03", "2022-03")]
    [InlineData("2022-03-14T09:30:00+03:00", "2022-03-14T09:30:00+03:00")]
    [InlineData("2022-03-14T09:30:00.123Z", "2022-03-14T09:30:00Z")]
    [InlineData("2022-03-14T09:30:00+0300", "2022-03-14T09:30:00+03:00")]
    [InlineData("Mon, 14 Mar 2022 09:30:00 GMT", "2022-03-14T09:30:00Z")]
    [InlineData("14.03.2022", "2022-03-14")]
    [InlineData("4.3.2022, 9:30", "2022-03-04T09:30")]
    [InlineData("March 14, 2022", "2022-03-14")]
    [InlineData("14th of March 2022", "2022-03-14")]
    [InlineData("14 марта 2022 года", "2022-03-14")]
    [InlineData("14 сакавіка 2022", "2022-03-14")]
    [InlineData("14 березня 2022 року", "2022-03-14")]
    [InlineData("14. März 2022", "2022-03-14")]
    [InlineData("14 mars 2022", "2022-03-14")]
    [InlineData("14 marca 2022", "2022-03-14")]
    [InlineData("2022 жылғы 14 наурыз", "2022-03-14")]
    [InlineData("March 2022", "2022-03")]
    [InlineData("২০২২-০৩-১৪", "2022-03-14")]
    [InlineData("25/03/2022", "2022-03-25")]
    [InlineData("03/25/2022", "2022-03-25")]
    public void A_date_is_read_with_the_precision_and_offset_it_states(string text, string expected) => Assert.Equal(expected, Dates.Read(text));

    [Theory]
    [InlineData("03/04/2022")]
    [InlineData("31.02.2022")]
    [InlineData("14.03.1022")]
    [InlineData("14.03.2999")]
    [InlineData("14 March")]
    [InlineData("On 14 March 2022 the council met")]
    [InlineData("2022-13-01")]
    [InlineData("12:30")]
    [InlineData("")]
    public void What_is_no_date_or_could_be_two_is_none(string text) => Assert.Null(Dates.Read(text));

    [Theory]
    [InlineData(true, "2022-04-03")]
    [InlineData(false, "2022-03-04")]
    public void Slashes_are_read_in_the_order_of_the_place(bool dayFirst, string expected) => Assert.Equal(expected, Dates.Read("03/04/2022", dayFirst));
}
