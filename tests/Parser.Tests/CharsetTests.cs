using System.Text;
using Platform.Contracts;
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

    private const string Ukrainian =
        "Громада відкрила нову бібліотеку біля річки, і вже першого дня туди прийшли сотні людей. Її зібрали з книжок, які подарували жителі, а дах полагодили за кошти області. "
        + "Ґанок пофарбують навесні, коли стане тепліше, каже завідувачка.";

    private const string Czech =
        "Obecní úřad otevřel novou knihovnu u řeky a hned první den přišly stovky lidí. Knihy darovali obyvatelé, střechu opravili za peníze kraje. Příští týden začne čtení pro děti, "
        + "na které se může přihlásit každý, kdo má chuť.";

    private const string Lithuanian =
        "Savivaldybė prie upės atidarė naują biblioteką, į kurią jau pirmąją dieną atėjo šimtai žmonių. Knygas padovanojo gyventojai, o stogą sutvarkė už apskrities lėšas. Kitą savaitę čia "
        + "prasidės skaitymai vaikams, į juos gali užsirašyti kiekvienas.";

    private const string Turkish =
        "Belediye ırmağın yanında yeni bir kütüphane açtı ve daha ilk gün yüzlerce kişi geldi. Kitapları halk bağışladı, çatısı ise ilçenin parasıyla onarıldı. Gelecek hafta çocuklar için "
        + "okuma günleri başlıyor, isteyen herkes katılabilir.";

    private const string Greek =
        "Ο δήμος άνοιξε νέα βιβλιοθήκη δίπλα στο ποτάμι και από την πρώτη μέρα ήρθαν εκατοντάδες άνθρωποι. Τα βιβλία τα χάρισαν οι κάτοικοι, ενώ η στέγη επισκευάστηκε με χρήματα της περιφέρειας.";

    private const string Hebrew =
        "העירייה פתחה ספרייה חדשה ליד הנהר וכבר ביום הראשון הגיעו אליה מאות אנשים. את הספרים תרמו התושבים, והגג תוקן בכספי המחוז. בשבוע הבא יתחילו שעות סיפור לילדים.";

    private const string Arabic =
        "افتتحت البلدية مكتبة جديدة بجانب النهر، وفي اليوم الأول جاء إليها مئات الناس. تبرع السكان بالكتب، وأصلح السقف من أموال المحافظة. ستبدأ في الأسبوع القادم ساعات القراءة للأطفال.";

    private const string Thai = "เทศบาลเปิดห้องสมุดใหม่ริมแม่น้ำ และในวันแรกมีคนมาหลายร้อยคน ชาวบ้านบริจาคหนังสือ ส่วนหลังคาซ่อมด้วยเงินของจังหวัด สัปดาห์หน้าจะเริ่มอ่านนิทานให้เด็กฟัง";

    private const string Simplified = "市政府在河边开了一座新的图书馆，第一天就来了几百人。书是居民捐的，屋顶用区里的钱修好了。下个星期开始给孩子们读故事，谁都可以报名参加。";

    private const string Traditional = "市政府在河邊開了一座新的圖書館，第一天就來了幾百人。書是居民捐的，屋頂用區裡的錢修好了。下個星期開始給孩子們讀故事，誰都可以報名參加。";

    private const string Japanese = "市は川のそばに新しい図書館を開き、初日から何百人もの人が訪れた。本は住民が寄付し、屋根は県のお金で修理された。来週からは子ども向けの読み聞かせが始まる。";

    private const string Korean = "시는 강가에 새 도서관을 열었고 첫날부터 수백 명이 찾아왔다. 책은 주민들이 기증했으며 지붕은 도의 돈으로 고쳤다. 다음 주부터는 어린이를 위한 책 읽기가 시작된다.";

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
    [InlineData("ibm852", Polish)]
    [InlineData("x-mac-ce", Czech)]
    [InlineData("windows-1250", Czech)]
    [InlineData("iso-8859-2", Czech)]
    [InlineData("macintosh", German)]
    [InlineData("ibm850", German)]
    [InlineData("cp866", Russian)]
    [InlineData("iso-8859-5", Russian)]
    [InlineData("x-mac-cyrillic", Russian)]
    [InlineData("koi8-u", Ukrainian)]
    [InlineData("windows-1251", Ukrainian)]
    [InlineData("windows-1257", Lithuanian)]
    [InlineData("iso-8859-4", Lithuanian)]
    [InlineData("windows-1254", Turkish)]
    [InlineData("ibm857", Turkish)]
    [InlineData("windows-1253", Greek)]
    [InlineData("ibm737", Greek)]
    [InlineData("windows-1255", Hebrew)]
    [InlineData("windows-1256", Arabic)]
    [InlineData("iso-8859-6", Arabic)]
    [InlineData("windows-874", Thai)]
    [InlineData("gb18030", Simplified)]
    [InlineData("utf-16", Simplified)]
    [InlineData("utf-16be", Traditional)]
    [InlineData("big5", Traditional)]
    [InlineData("shift_jis", Japanese)]
    [InlineData("euc-jp", Japanese)]
    [InlineData("iso-2022-jp", Japanese)]
    [InlineData("euc-kr", Korean)]
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

    [Fact]
    public void UTF8_with_one_damaged_byte_is_still_UTF8()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Russian), 0xd0, (byte)' ', .. Encoding.UTF8.GetBytes(Russian)];

        var document = Parser.Parse(bytes, "text.txt").Document;

        Assert.Equal("utf-8", document?.Charset);
        Assert.Contains("северный причал", document!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_is_believed_unless_another_charset_reads_far_better()
    {
        var page = "<html><head><meta charset=\"{0}\"></head><body><p>" + Russian + "</p></body></html>";

        Assert.Equal("koi8-r", Read(page.Replace("{0}", "koi8-r", StringComparison.Ordinal), "koi8-r").Charset);
        Assert.Equal("windows-1251", Read(page.Replace("{0}", "iso-8859-1", StringComparison.Ordinal), "windows-1251").Charset);
    }

    [Fact]
    public void A_declared_standard_is_read_as_its_vendors_extension()
    {
        var document = Read("<html><head><meta charset=\"iso-8859-1\"></head><body><p>“" + German + "” – 5 €</p></body></html>", "windows-1252");

        Assert.Equal("windows-1252", document.Charset);
        Assert.Equal("“" + German + "” – 5 €", document.Text);
    }

    [Fact]
    public void Charsets_that_read_nearly_as_well_are_listed_with_the_evidence()
    {
        var document = Read("Der Preis liegt nach Auskunft der Gemeinde weiterhin bei 5 ¤ im Monat, dazu kommen Kosten von Hand.", "iso-8859-1");

        Assert.NotEmpty(document.Evidence.Single(evidence => evidence.Field == "charset").Lost);
    }

    [Fact]
    public void A_chosen_charset_goes_before_everything_found()
    {
        var bytes = Encoding.GetEncoding("koi8-u").GetBytes(Ukrainian);

        var chosen = Parser.Parse(new Content(bytes, "text.txt") { Charset = "KOI8-R" }).Document;

        Assert.Equal("koi8-r", chosen?.Charset);
        Assert.Equal("chosen", chosen?.Evidence.Single(evidence => evidence.Field == "charset").Rule);
        Assert.NotEqual(Ukrainian, chosen?.Text);
    }

    [Fact]
    public void A_chosen_charset_that_does_not_exist_is_refused_in_a_sentence()
    {
        var rejection = Parser.Parse(new Content("text"u8.ToArray(), "text.txt") { Charset = "klingon-1" }).Rejection;

        Assert.Equal("There is no charset named klingon-1; choose one of IANA's names, such as windows-1251.", rejection?.Message);
    }

    [Fact]
    public void Random_bytes_are_no_text()
    {
        var bytes = new byte[4000];
        new Random(1).NextBytes(bytes);

        Assert.Null(Parser.Parse(bytes, "noise").Document);
    }

    private static ParsedDocument Read(string text, string charset) => Parser.Parse(Encoding.GetEncoding(charset).GetBytes(text), "text").Document!;

    [Fact]
    public void Bytes_in_a_pattern_are_no_text_in_UTF_16_either()
    {
        for (var number = 0; number < 256; number++)
        {
            byte[] bytes = [0, 1, 2, 3, 255, 254, 0, (byte)number, .. Enumerable.Range(0, 500).Select(step => (byte)(step * 37 * number))];
            Assert.Equal(ReasonCodes.NotText, Parser.Parse(bytes, "pattern.bin").Rejection?.Code);
        }
    }
}
