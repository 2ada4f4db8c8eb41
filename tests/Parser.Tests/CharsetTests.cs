using System.Text;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class CharsetTests
{
    private const string Russian =
        "Администрация порта сообщила, что северный причал откроется в первую неделю декабря и будет работать до конца зимы. Перевозчики получат общее расписание, "
        + "а погрузка зерна пройдёт без задержек, говорится в сообщении. Жителей просят объезжать стройку по новой дороге.";

    private const string German =
        "Die Gemeinde räumt zuerst die Straßen zum Krankenhaus und die Wege der Schüler, danach die übrigen. Bürger können an sechs Stellen Streugut für ihre Gehwege holen. "
        + "Größere Mengen müssen beim Bauhof bestellt werden, der täglich geöffnet ist und auch über Wünsche spricht.";

    private const string Polish =
        "Rada gminy przyjęła plan remontu dróg na najbliższe trzy lata. Najpierw zostaną wyremontowane ulice prowadzące do szkół i szpitala, później pozostałe. "
        + "Mieszkańcy mogą zgłaszać uwagi do końca miesiąca, również przez internet, a spotkanie z wójtem odbędzie się w środę.";

    private static readonly DocumentParser Parser = new();

    static CharsetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("windows-1251", Russian)]
    [InlineData("koi8-r", Russian)]
    [InlineData("utf-16", Russian)]
    [InlineData("utf-8", Russian)]
    [InlineData("windows-1252", German)]
    [InlineData("utf-8", German)]
    [InlineData("utf-16", German)]
    [InlineData("windows-1250", Polish)]
    [InlineData("iso-8859-2", Polish)]
    public void Undeclared_text_is_read_right(string charset, string text)
    {
        var document = Parser.Parse(Encoding.GetEncoding(charset).GetBytes(text), "text.txt").Document;

        Assert.Equal(text, document?.Text);
    }

    [Fact]
    public void A_byte_order_mark_decides_and_is_no_part_of_the_text()
    {
        var document = Parser.Parse(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Polish)).ToArray(), "text.txt").Document;

        Assert.Equal("utf-16le", document?.Charset);
        Assert.Equal(Polish, document?.Text);
    }

    [Fact]
    public void Text_is_NFC_without_soft_hyphens_zero_width_characters_and_ligatures()
    {
        var document = Parser.Parse("Cafe\u0301 of\u00adfice \ufb01re\u200bplace, and more words behind it that make a paragraph."u8.ToArray(), "text.txt").Document;

        Assert.Equal("Café office fireplace, and more words behind it that make a paragraph.", document?.Text);
    }
}
