using System.Text;
using FsCheck.Xunit;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>Countries and organizations in the languages the platform promises. Expected values read "code=words", in the order of the text.</summary>
public sealed class MentionTests
{
    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("en", "Kazakhstan's envoy, a Norwegian and two New Zealanders", "KZ=Kazakhstan", "NO=Norwegian", "NZ=New Zealanders")]
    [InlineData("ru", "послы Казахстана, Швейцарии и Соединённых Штатов Америки", "KZ=Казахстана", "CH=Швейцарии", "US=Соединённых Штатов Америки")]
    [InlineData("ru", "российско-китайский договор, пакистанский посол и двое белорусов", "RU=российско", "CN=китайский", "PK=пакистанский", "BY=белорусов")]
    [InlineData("be", "паслы Расіі, Польшчы і В’етнама, беларускі дагавор", "RU=Расіі", "PL=Польшчы", "VN=В’етнама", "BY=беларускі")]
    [InlineData("uk", "посли Великої Британії, Угорщини й Туреччини, польською стороною, українці", "GB=Великої Британії", "HU=Угорщини", "TR=Туреччини", "PL=польською", "UA=українці")]
    [InlineData("de", "die Botschafter Russlands, der Vereinigten Staaten und der Türkei, ein polnischer Gast", "RU=Russlands", "US=Vereinigten Staaten", "TR=Türkei", "PL=polnischer")]
    [InlineData("fr", "les ambassadeurs d’Allemagne, des États-Unis et du Kazakhstan, une citoyenne chinoise", "DE=Allemagne", "US=États-Unis", "KZ=Kazakhstan", "CN=chinoise")]
    [InlineData("pl", "ambasadorowie Rosji, Stanów Zjednoczonych i Węgier, polsko-ukraińska granica", "RU=Rosji", "US=Stanów Zjednoczonych", "HU=Węgier", "PL=polsko", "UA=ukraińska")]
    [InlineData("kk", "Ресейдің, Қытайға және Америка Құрама Штаттарына, қазақстандық елші", "RU=Ресейдің", "CN=Қытайға", "US=Америка Құрама Штаттарына", "KZ=қазақстандық")]
    [InlineData("pl", "Ukraińcy, Czesi i Szwajcarzy spotkali Anglików", "UA=Ukraińcy", "CZ=Czesi", "CH=Szwajcarzy", "GB=Anglików")]
    [InlineData("be", "чэхі, аўстрыйцы і швейцарцы", "CZ=чэхі", "AT=аўстрыйцы", "CH=швейцарцы")]
    [InlineData("uk", "мексиканці, єгиптян і швейцарці", "MX=мексиканці", "EG=єгиптян", "CH=швейцарці")]
    [InlineData("kk", "қазақтар, гректер мен шведтер, қазақ тілі", "KZ=қазақтар", "GR=гректер", "SE=шведтер")]
    public void Countries_are_found_in_every_form_of_their_names(string language, string text, params string[] expected) => Assert.Equal(expected, Found(text, language));

    [Theory]
    [InlineData("en", "the United Nations, the OSCE and the World Health Organization", "UN=United Nations", "OSCE=OSCE", "WHO=World Health Organization")]
    [InlineData("ru", "под эгидой Организации Объединенных Наций, ОДКБ и Шанхайской организации сотрудничества", "UN=Организации Объединенных Наций", "CSTO=ОДКБ", "SCO=Шанхайской организации сотрудничества")]
    [InlineData("be", "пад эгідай Арганізацыі Аб’яднаных Нацый, АБСЕ і Еўрапейскага саюза", "UN=Арганізацыі Аб’яднаных Нацый", "OSCE=АБСЕ", "EU=Еўрапейскага саюза")]
    [InlineData("uk", "під егідою Організації Об'єднаних Націй, ОБСЄ та Міжнародного валютного фонду", "UN=Організації Об'єднаних Націй", "OSCE=ОБСЄ", "IMF=Міжнародного валютного фонду")]
    [InlineData("de", "unter dem Dach der Vereinten Nationen, der OSZE und der Europäischen Union", "UN=Vereinten Nationen", "OSCE=OSZE", "EU=Europäischen Union")]
    [InlineData("fr", "sous l’égide de l’Organisation des Nations unies, de l’OTAN et du FMI", "UN=Organisation des Nations unies", "NATO=OTAN", "IMF=FMI")]
    [InlineData("pl", "pod egidą Organizacji Narodów Zjednoczonych, OBWE i Unii Europejskiej", "UN=Organizacji Narodów Zjednoczonych", "OSCE=OBWE", "EU=Unii Europejskiej")]
    [InlineData("kk", "Біріккен Ұлттар Ұйымының, ЕҚЫҰ мен Шанхай ынтымақтастық ұйымына", "UN=Біріккен Ұлттар Ұйымының", "OSCE=ЕҚЫҰ", "SCO=Шанхай ынтымақтастық ұйымына")]
    public void Organizations_are_found_by_name_and_by_abbreviation(string language, string text, params string[] expected) => Assert.Equal(expected, Found(text, language));

    [Theory]
    [InlineData("en", "Guinea-Bissau and Papua New Guinea", "GW=Guinea-Bissau", "PG=Papua New Guinea")]
    [InlineData("en", "South Sudan, the Republic of Kazakhstan, the People's Republic of China", "SS=South Sudan", "KZ=Republic of Kazakhstan", "CN=People's Republic of China")]
    [InlineData("en", "The U.S. and the U.K. agreed", "US=U.S.", "GB=U.K.")]
    [InlineData("en", "the UN Security Council", "UNSC=UN Security Council")]
    [InlineData("ru", "в Республике Беларусь, в Гвинее-Бисау и в Южном Судане", "BY=Республике Беларусь", "GW=Гвинее-Бисау", "SS=Южном Судане")]
    [InlineData("fr", "la République du Kazakhstan et la Guinée équatoriale", "KZ=République du Kazakhstan", "GQ=Guinée équatoriale")]
    public void The_longest_name_counts(string language, string text, params string[] expected) => Assert.Equal(expected, Found(text, language));

    [Fact]
    public void A_country_that_only_the_title_of_a_page_names_is_mentioned_there()
    {
        var document = Parser.Parse(Encoding.UTF8.GetBytes(
            "<html><head><title>Norway and Chile sign a treaty on fish</title></head><body><article><h1>Norway and Chile sign a treaty on fish</h1>"
            + "<p>The two ministers signed the paper in the harbour on Monday, after talks that had lasted for most of the winter, and the Norwegian side paid for the dinner.</p></article></body></html>"), "page.html").Document!;

        Assert.Equal(["title NO 0", "title CL 11"], document.Mentions.Where(mention => mention.Field == "title").Select(mention => $"{mention.Field} {mention.Code} {mention.Start}"));
        Assert.Equal("Norwegian", Assert.Single(document.Mentions, mention => mention.Field == "text").Text);
    }

    [Fact]
    public void A_title_that_is_a_part_of_the_text_is_read_once()
    {
        var document = Parser.Parse("Norway opens a road\n\nThe road along the fjord is open again, and the first cars went over it at noon."u8.ToArray(), "a.txt").Document!;

        Assert.Equal("text", Assert.Single(document.Mentions).Field);
    }

    [Theory]
    [InlineData("Michael Jordan won again, and the crowd cheered.")]
    [InlineData("Chad Smith plays the drums.")]
    [InlineData("He moved from Atlanta, Georgia last year.")]
    [InlineData("Turkey is best roasted slowly.")]
    [InlineData("CONTACT US")]
    [InlineData("Who knows who is who.")]
    [InlineData("The Gulf of Mexico and Latin American music.")]
    [InlineData("Chinatown, Indiana and Omanization are other words.")]
    [InlineData("We eat off china and polish the brass.")]
    public void What_is_a_person_a_thing_or_a_part_of_a_word_is_no_country(string text) => Assert.Empty(Found(text, "en"));

    [Theory]
    [InlineData("Того же мнения придерживаются все.", "ru")]
    [InlineData("Мали місце й інші зустрічі.", "uk")]
    [InlineData("Kuba Nowak gra w piłkę.", "pl")]
    [InlineData("Maurice Dupont est arrivé hier.", "fr")]
    [InlineData("Мексиканский залив и Латинская Америка", "ru")]
    public void A_common_word_at_the_beginning_of_a_sentence_is_no_country(string text, string language) => Assert.Empty(Found(text, language));

    [Theory]
    [InlineData("Armenia, Georgia and Azerbaijan signed it.", "GE=Georgia")]
    [InlineData("They flew to Chad on Monday.", "TD=Chad")]
    [InlineData("The King of Jordan arrived.", "JO=Jordan")]
    [InlineData("Georgia signed it in Tbilisi.", "GE=Georgia")]
    [InlineData("Jordan signed it, the Jordanian minister said.", "JO=Jordan")]
    [InlineData("It was Turkey that proposed it.", "TR=Turkey")]
    public void A_reason_nearby_makes_a_doubtful_name_a_country(string text, string expected) => Assert.Contains(expected, Found(text, "en"));

    [Fact]
    public void A_text_in_one_script_names_countries_in_the_other() =>
        Assert.Equal(["KZ=Казахстан", "NATO=NATO"], Found("Агентство сообщило, что Казахстан и NATO договорились.", "ru"));

    [Theory]
    [InlineData("es", "el embajador de Alemania en Kazajistán", "DE=Alemania", "KZ=Kazajistán")]
    [InlineData("it", "l’ambasciatore della Germania in Kazakistan", "DE=Germania", "KZ=Kazakistan")]
    public void Names_of_countries_are_found_in_a_few_more_languages(string language, string text, params string[] expected) => Assert.Equal(expected, Found(text, language));

    [Fact]
    public void Offsets_point_into_the_text_of_all_blocks()
    {
        var document = Parser.Parse(Encoding.UTF8.GetBytes(
            "The road to the harbour\n\n“Norway 🚢 and Sweden agree,” the envoy of Norway said.\n\n- Finland\n- the OSCE\n\nThe Finnish side and the Republic of Belarus will meet again in the spring."), "a.txt").Document!;

        Assert.Equal(7, document.Mentions.Count);
        Assert.All(document.Mentions, mention => Assert.Equal(mention.Text, document.Text.Substring(mention.Start, mention.Text.Length)));
    }

    [Property(MaxTest = 300)]
    public void Offsets_hold_for_any_text(string[] parts, bool russian)
    {
        string[] names = ["U.S.", "Guinea-", "Bissau", "Republic of", "Республика", " Беларусь", "ЕС", "Georgia", "US", "\u00ad", "Ё"];
        Block[] blocks = [.. parts.Select((part, at) => new Block { Kind = BlockKinds.Paragraph, Text = names[at % names.Length] + part + names[(at * 3) % names.Length] })];
        var text = string.Join('\n', blocks.Select(block => block.Text));

        Assert.All(Mentions.Find(blocks, russian ? "ru" : "en"), mention => Assert.Equal(mention.Text, text.Substring(mention.Start, mention.Text.Length)));
    }

    private static IEnumerable<string> Found(string text, string language) =>
        Mentions.Find([new Block { Kind = BlockKinds.Paragraph, Text = text }], language).Select(mention => $"{mention.Code}={mention.Text}");
}
