using System.Text;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class LanguageTests
{
    private const string German =
        "Die Gemeinde öffnet am Montag die neue Bücherei am Fluss, und schon am ersten Tag werden viele Gäste erwartet. Die Bücher sind ein Geschenk der Bürger, das Dach wurde auf Kosten des "
        + "Kreises erneuert, und für die Kinder wird ab der nächsten Woche jeden Mittwoch vorgelesen.";

    private const string English =
        "The new library by the river opens on Monday, and many guests are expected on the first day. The books were given by the people of the town, the roof was paid for by the county, "
        + "and from next week there will be a reading hour for children every Wednesday.";

    private const string Finnish =
        "Kunta avaa maanantaina uuden kirjaston joen rannalla, ja heti ensimmäisenä päivänä odotetaan paljon vieraita. Asukkaat lahjoittivat kirjat, maakunta maksoi katon, ja ensi viikosta "
        + "alkaen lapsille luetaan ääneen joka keskiviikko.";

    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("en", English)]
    [InlineData("de", German)]
    [InlineData("fi", Finnish)]
    [InlineData("sv", "Kommunen öppnar på måndag det nya biblioteket vid ån och redan den första dagen väntas många gäster.")]
    [InlineData("da", "Kommunen åbner på mandag det nye bibliotek ved åen, og allerede den første dag venter man mange gæster fra hele egnen.")]
    [InlineData("nb", "Kommunen åpner på mandag det nye biblioteket ved elva, og allerede den første dagen ventes det mange gjester. Hun sier at ingen skal måtte betale.")]
    [InlineData("nn", "Kommunen opnar måndag det nye biblioteket ved elva, og alt den fyrste dagen ventar dei mange gjester. Ho seier at ikkje nokon skal betale.")]
    [InlineData("cs", "Obec otevře v pondělí novou knihovnu u řeky a hned první den se čeká mnoho hostů.")]
    [InlineData("sk", "Obec otvorí v pondelok novú knižnicu pri rieke a hneď prvý deň sa očakáva veľa hostí.")]
    [InlineData("hr", "Općina u ponedjeljak otvara novu knjižnicu uz rijeku, a već se prvoga dana očekuje tisuću gostiju. Tijekom tjedna bit će i glazbe.")]
    [InlineData("bs", "Općina u ponedjeljak otvara novu biblioteku uz rijeku, a već se prvog dana očekuje hiljadu gostiju. Tokom sedmice bit će i muzike.")]
    [InlineData("sr", "Општина у понедељак отвара нову библиотеку поред реке, а већ првог дана очекује се много гостију.")]
    [InlineData("id", "Pemerintah kota akan membuka perpustakaan baru di tepi sungai, karena warga bisa membaca di sana tanpa membayar uang.")]
    [InlineData("ms", "Kerajaan tempatan akan membuka perpustakaan baharu di tepi sungai kerana penduduk boleh membaca di sana tanpa membayar wang, kata beliau semalam.")]
    [InlineData("hi", "नगर पालिका सोमवार को नदी के किनारे नया पुस्तकालय खोलेगी और पहले दिन बहुत लोग आने वाले हैं।")]
    [InlineData("mr", "नगरपालिका सोमवारी नदीच्या काठी नवे वाचनालय उघडणार आहे आणि पहिल्याच दिवशी बरेच लोक येणार आहेत.")]
    [InlineData("fa", "شهرداری روز دوشنبه کتابخانه تازه‌ای کنار رودخانه باز می‌کند و از همان روز نخست مهمانان زیادی می‌آیند.")]
    [InlineData("ur", "بلدیہ پیر کے روز دریا کے کنارے نیا کتب خانہ کھول رہی ہے اور پہلے ہی دن بہت سے لوگوں کے آنے کی امید ہے۔")]
    [InlineData("ja", "市は月曜日に川のそばに新しい図書館を開き、初日から大勢の人が訪れる見込みだ。")]
    [InlineData("zh", "市政府星期一在河边开放新的图书馆，预计第一天就会有很多人来。")]
    [InlineData("ko", "시는 월요일 강가에 새 도서관을 열며 첫날부터 많은 손님이 올 것으로 보인다.")]
    [InlineData("ka", "მერია ორშაბათს მდინარის პირას ახალ ბიბლიოთეკას ხსნის და პირველივე დღეს ბევრ სტუმარს ელოდება.")]
    public void One_or_two_sentences_are_enough_for_a_language(string language, string text) => Assert.Equal(language, Read(text).Language);

    [Theory]
    [InlineData("Berlin 12.03.")]
    [InlineData("2024 – 117")]
    [InlineData("OK")]
    public void Too_little_text_has_no_language(string text) => Assert.Null(Read(text).Language);

    [Fact]
    public void Names_in_Latin_letters_do_not_make_a_text_of_another_script_English()
    {
        var document = Read("Share to Twitter, Share to Facebook: गाँव की सड़क कल से बंद रहेगी, लोग पुल के रास्ते से जा सकते हैं।");

        Assert.Equal("hi", document.Language);
    }

    [Fact]
    public void A_paragraph_in_another_language_is_marked_and_the_others_are_not()
    {
        var document = Read(string.Join("\n\n", German, German, English, Finnish, "Kurz."));

        Assert.Equal("de", document.Language);
        Assert.Equal([null, null, "en", "fi", null], document.Blocks.Select(block => block.Language));
    }

    private static ParsedDocument Read(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), "text.txt").Document!;
}
