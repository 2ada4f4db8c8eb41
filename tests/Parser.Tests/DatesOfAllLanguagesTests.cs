using System.Globalization;
using Platform.Parser.Metadata;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>Dates as .NET's ICU writes them in each of its cultures: other tables than the Parser's own, from another release of CLDR.</summary>
public sealed class DatesOfAllLanguagesTests
{
    // Two that write a whole date as one word, and three whose patterns hold numbers or no words.
    private static readonly string[] NotRead = ["bo", "dz", "kgp", "kkj", "mgo"];
    private static readonly DateTime[] Days = [.. Enumerable.Range(1, 12).Select(month => new DateTime(2022, month, 13, 0, 0, 0, DateTimeKind.Unspecified))];

    public static IEnumerable<TheoryDataRow<string>> Cultures => CultureInfo.GetCultures(CultureTypes.NeutralCultures)
        .Where(culture => culture.Name.Length > 0 && culture.Calendar is GregorianCalendar && HasNames(culture) && !NotRead.Contains(culture.Name))
        .Select(culture => new TheoryDataRow<string>(culture.Name));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_date_in_words_is_read_in_each_month(string name)
    {
        var culture = CultureInfo.GetCultureInfo(name);
        foreach (var day in Days)
        {
            var hasWords = !culture.DateTimeFormat.MonthNames[2].Any(char.IsDigit);
            foreach (var pattern in hasWords ? new[] { culture.DateTimeFormat.LongDatePattern, "d MMMM yyyy" } : [culture.DateTimeFormat.LongDatePattern])
            {
                var text = day.ToString(pattern, culture);

                Assert.True(Dates.Read(text, language: culture.TwoLetterISOLanguageName) == day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    $"{name}: {text} reads as {Dates.Read(text, language: culture.TwoLetterISOLanguageName) ?? "nothing"}");
            }
        }
    }

    // Where ICU knows no words it writes M03 or the number.
    private static bool HasNames(CultureInfo culture) => culture.DateTimeFormat.MonthNames[2].Any(char.IsLetter) && !culture.DateTimeFormat.MonthNames[2].StartsWith("M0", StringComparison.Ordinal);
}
