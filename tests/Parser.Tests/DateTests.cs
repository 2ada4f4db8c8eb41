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
    [InlineData("14. března 2022", "2022-03-14")]
    [InlineData("14 Mart 2022 Pazartesi, 09:30", "2022-03-14T09:30")]
    [InlineData("2022 m. kovo 14 d.", "2022-03-14")]
    [InlineData("2022. gada 14. martā", "2022-03-14")]
    [InlineData("14. märts 2022", "2022-03-14")]
    [InlineData("14 martie 2022, ora 09:30", "2022-03-14T09:30")]
    [InlineData("14 март 2022 г.", "2022-03-14")]
    [InlineData("14. март 2022.", "2022-03-14")]
    [InlineData("2022. március 14.", "2022-03-14")]
    [InlineData("14 Μαρτίου 2022", "2022-03-14")]
    [InlineData("14 de marzo de 2022", "2022-03-14")]
    [InlineData("14 de março de 2022 às 9h30", "2022-03-14T09:30")]
    [InlineData("14 marzo 2022", "2022-03-14")]
    [InlineData("14 maart 2022", "2022-03-14")]
    [InlineData("14 مارس 2022", "2022-03-14")]
    [InlineData("١٤ مارس ٢٠٢٢", "2022-03-14")]
    [InlineData("2022年3月14日 09:30", "2022-03-14T09:30")]
    [InlineData("2022년 3월 14일", "2022-03-14")]
    [InlineData("14 tháng 3, 2022", "2022-03-14")]
    [InlineData("14 มีนาคม 2565", "2022-03-14")]
    [InlineData("14 Maret 2022", "2022-03-14")]
    [InlineData("14 Machi 2022", "2022-03-14")]
    public void A_date_is_read_in_any_language_that_has_names_for_months(string text, string? expected) => Assert.Equal(expected, Dates.Read(text));

    [Theory]
    [InlineData("1er mars 2022", "2022-03-01")]
    [InlineData("March 1st, 2022", "2022-03-01")]
    [InlineData("1º de marzo de 2022", "2022-03-01")]
    [InlineData("1-го марта 2022 года", "2022-03-01")]
    [InlineData("Monday, March 14, 2022 3:30 PM", "2022-03-14T15:30")]
    [InlineData("March 14, 2022 at 12:05 a.m. EST", "2022-03-14T00:05-05:00")]
    [InlineData("14 марта 2022, 09:30 (МСК)", "2022-03-14T09:30+03:00")]
    [InlineData("Montag, 14.03.2022, 9:30 Uhr", "2022-03-14T09:30")]
    [InlineData("14. 3. 2022", "2022-03-14")]
    [InlineData("mar. 12 avr. 2022", "2022-04-12")]
    [InlineData("mar 15 mar 2022", "2022-03-15")]
    [InlineData("2022/03/14", "2022-03-14")]
    [InlineData("2022.03.14", "2022-03-14")]
    [InlineData("14.03.22", "2022-03-14")]
    [InlineData("2022년 3월 14일 오후 3:30", "2022-03-14T15:30")]
    [InlineData("2022年3月14日 下午3:30", "2022-03-14T15:30")]
    [InlineData("14 Μαρτίου 2022, 3:30 μ.μ.", "2022-03-14T15:30")]
    [InlineData("ngày 14 tháng 3 năm 2022", "2022-03-14")]
    [InlineData("3 d’abril de 2022", "2022-04-03")]
    [InlineData("14 มีนาคม พ.ศ. 2565", "2022-03-14")]
    [InlineData("14 березня 2022 року о 15:30", "2022-03-14T15:30")]
    [InlineData("пʼятниця, 13 травня 2022 р.", "2022-05-13")]
    [InlineData("1 студзеня 2022 года ў 9:30", "2022-01-01T09:30")]
    public void Ordinals_halves_of_the_day_and_marks_are_understood(string text, string expected) => Assert.Equal(expected, Dates.Read(text));

    [Theory]
    [InlineData("pl", "2022-11-14")]
    [InlineData("hr", "2022-10-14")]
    public void A_name_that_two_languages_give_to_two_months_is_read_in_the_language_of_the_text(string language, string expected) =>
        Assert.Equal(expected, Dates.Read("14 listopad 2022", language: language));

    [Fact]
    public void Of_two_readings_one_of_which_is_in_the_future_the_other_is_meant()
    {
        var nextYear = TimeProvider.System.GetUtcNow().Year + 1;
        var thisMonth = TimeProvider.System.GetUtcNow();

        Assert.Null(Dates.Read($"03/04/{nextYear}"));
        Assert.Equal(thisMonth.Month is > 1 and < 12 ? $"{thisMonth.Year}-01-12" : Dates.Read($"12/01/{thisMonth.Year}"), Dates.Read($"12/01/{thisMonth.Year}"));
    }

    [Theory]
    [InlineData("yesterday", "2024-02-29")]
    [InlineData("3 days ago", "2024-02-27")]
    [InlineData("an hour ago", "2024-03-01")]
    [InlineData("2 weeks ago", "2024-02-16")]
    [InlineData("4 months ago", "2023-11")]
    [InlineData("сегодня", "2024-03-01")]
    [InlineData("вчера в 14:30", "2024-02-29T14:30")]
    [InlineData("3 дня назад", "2024-02-27")]
    [InlineData("2 гадзіны таму", "2024-03-01")]
    [InlineData("учора", "2024-02-29")]
    [InlineData("2 дні тому", "2024-02-28")]
    [InlineData("gestern", "2024-02-29")]
    [InlineData("vor einem Tag", "2024-02-29")]
    [InlineData("vor 3 Tagen", "2024-02-27")]
    [InlineData("il y a 3 jours", "2024-02-27")]
    [InlineData("wczoraj", "2024-02-29")]
    [InlineData("3 dni temu", "2024-02-27")]
    [InlineData("кеше", "2024-02-29")]
    [InlineData("3 күн бұрын", "2024-02-27")]
    [InlineData("hace 3 días", "2024-02-27")]
    [InlineData("3天前", "2024-02-27")]
    [InlineData("för 3 dagar sedan", "2024-02-27")]
    [InlineData("3 päivää sitten", "2024-02-27")]
    [InlineData("πριν από 3 ημέρες", "2024-02-27")]
    [InlineData("3일 전", "2024-02-27")]
    [InlineData("3日前", "2024-02-27")]
    [InlineData("قبل ٣ أيام", "2024-02-27")]
    [InlineData("כל שלושה ימים", null)]
    [InlineData("2 years ago, we met", null)]
    [InlineData("ago", null)]
    [InlineData("the day", null)]
    public void A_relative_date_is_counted_from_when_the_document_was_fetched(string text, string? expected) =>
        Assert.Equal(expected, RelativeDates.Read(text, new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("03/04/2022")]
    [InlineData("31.02.2022")]
    [InlineData("14.03.1022")]
    [InlineData("14.03.2999")]
    [InlineData("14 March")]
    [InlineData("On 14 March 2022 the council met")]
    [InlineData("2022-13-01")]
    [InlineData("12:30")]
    [InlineData("14 فروردین ۱۴۰۱")]
    [InlineData("44 BC, 15 March")]
    [InlineData("14 March 2022 15:30 pm")]
    [InlineData("5 March 99999999999")]
    [InlineData("")]
    public void What_is_no_date_or_could_be_two_is_none(string text) => Assert.Null(Dates.Read(text));

    [Theory]
    [InlineData(true, "2022-04-03")]
    [InlineData(false, "2022-03-04")]
    public void Slashes_are_read_in_the_order_of_the_place(bool dayFirst, string expected) => Assert.Equal(expected, Dates.Read("03/04/2022", dayFirst));
}
