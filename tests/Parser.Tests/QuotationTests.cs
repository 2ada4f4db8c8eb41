using FsCheck.Xunit;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What a text quotes and who it says said it.</summary>
public sealed class QuotationTests
{
    [Theory]
    [InlineData("“The road will be open in spring,” she hoped.", "The road will be open in spring")]
    [InlineData("\"The road will be open in spring\" was the headline.", "The road will be open in spring")]
    [InlineData("Он пообещал: «Дорога откроется уже весной».", "Дорога откроется уже весной")]
    [InlineData("Er versprach: „Die Straße öffnet im Frühling“.", "Die Straße öffnet im Frühling")]
    [InlineData("Er versprach: »Die Straße öffnet im Frühling«.", "Die Straße öffnet im Frühling")]
    [InlineData("Obiecał: „Droga będzie otwarta wiosną”.", "Droga będzie otwarta wiosną")]
    [InlineData("Il promet : « La route ouvrira au printemps ».", "La route ouvrira au printemps")]
    [InlineData("Er versprach: ‹Die Straße öffnet im Frühling›.", "Die Straße öffnet im Frühling")]
    [InlineData("Он сказал: «Газета «Заря» пишет о дороге».", "Газета «Заря» пишет о дороге")]
    public void Words_between_the_marks_of_any_language_are_a_quotation(string text, string expected) => Assert.Equal(expected, Assert.Single(Find(text)).Text);

    [Theory]
    [InlineData("The so-called “best road” is closed.")]
    [InlineData("The harbour is 5\" deep and the road 7\" wide there.")]
    [InlineData("An “open mark that nobody ever closed in this text.")]
    public void Names_inches_and_open_marks_are_no_quotations(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("“The road will be open in spring,” said Anna Berg, the mayor.", "Anna Berg")]
    [InlineData("“The road will be open in spring,” the head of the office said after the meeting.", "the head of the office")]
    [InlineData("Anna Berg said: “The road will be open in spring.”", "Anna Berg")]
    [InlineData("Anna Berg, the mayor, said: “The road will be open in spring.”", "Anna Berg")]
    [InlineData("On Friday, Mr. J. Berg said, “The road will be open in spring.”", "Mr. J. Berg")]
    [InlineData("According to Anna Berg, “the road will be open in spring”.", "Anna Berg")]
    [InlineData("«Дорога откроется уже весной», — сказала мэр Анна Берг журналистам.", "мэр Анна Берг")]
    [InlineData("Мэр Анна Берг отметила: «Дорога откроется уже весной».", "Мэр Анна Берг")]
    [InlineData("По словам Анны Берг, «дорога откроется уже весной».", "Анны Берг")]
    [InlineData("«Дарога адкрыецца ўжо вясной», — сказала Ганна Берг.", "Ганна Берг")]
    [InlineData("«Дорога відкриється вже навесні», — зазначила Ганна Берг.", "Ганна Берг")]
    [InlineData("„Die Straße öffnet im Frühling“, sagte Bürgermeisterin Anna Berg am Montag.", "Bürgermeisterin Anna Berg")]
    [InlineData("„Die Straße öffnet im Frühling“, so Anna Berg.", "Anna Berg")]
    [InlineData("« La route ouvrira au printemps », a déclaré Anna Berg.", "Anna Berg")]
    [InlineData("Le maire a expliqué : « La route ouvrira au printemps. »", "Le maire")]
    [InlineData("„Droga będzie otwarta wiosną” – powiedziała Anna Berg.", "Anna Berg")]
    [InlineData("Як сказала міністерка Олена Гай, «дорога відкриється вже навесні».", "міністерка Олена Гай")]
    [InlineData("Глава ведомства сообщила, что «дорога откроется уже весной».", "Глава ведомства")]
    [InlineData("The mayor said that “the road will be open in spring”.", "The mayor")]
    [InlineData("Der Sprecher betonte, dass „die Straße im Frühling öffnet“.", "Der Sprecher")]
    [InlineData("«Это не наша вина, — подчеркнул директор завода Пётр Лом. — Мы предупреждали всех ещё в марте».", "директор завода Пётр Лом")]
    [InlineData("«Жол көктемде міндетті түрде ашылады», – деді Анна Берг.", "Анна Берг")]
    public void The_words_beside_a_quotation_say_who_said_it(string text, string expected) => Assert.Equal(expected, Assert.Single(Find(text)).Attribution);

    [Theory]
    [InlineData("“The road will be open in spring,” he said.")]
    [InlineData("„Die Straße öffnet im Frühling“, sagte er. Danach schwieg er.")]
    [InlineData("“The road will be open in spring.” The council said nothing.")]
    [InlineData("The slogan “the road will be open in spring” is old.")]
    public void Where_nobody_is_named_nobody_said_it(string text) => Assert.Null(Assert.Single(Find(text)).Attribution);

    [Fact]
    public void A_quotation_that_goes_on_has_the_same_speaker() =>
        Assert.Equal(["Anna Berg", "Anna Berg"], Find("“We came by the road,” Anna Berg said, “and we stay by the road.”").Select(quotation => quotation.Attribution));

    [Fact]
    public void A_block_quotation_is_one_and_a_name_behind_a_dash_said_it()
    {
        var document = new DocumentParser().Parse(
            "<html><body><article><h1>The road</h1><p>The council met on Monday and agreed that the road to the harbour will be closed for two weeks.</p><blockquote>The road will be open in spring. — Anna Berg</blockquote><p>The work begins on the first of the month, and the region pays for all of it.</p></article></body></html>"u8.ToArray(),
            "a.html").Document!;

        var quotation = Assert.Single(document.Quotations);
        Assert.Equal(("The road will be open in spring.", "Anna Berg"), (quotation.Text, quotation.Attribution));
        Assert.Equal(quotation.Text, document.Text.Substring(quotation.Start, quotation.Text.Length));
    }

    [Property(MaxTest = 500)]
    public void Offsets_hold_for_any_text(string[] parts, bool quoted)
    {
        string[] marks = ["“", "”", "«", "»", "\"", "„", " said X", ": ", " one two three four five ", ", ", "— "];
        Block[] blocks = [.. parts.Select((part, at) => new Block
        {
            Kind = quoted ? BlockKinds.Quotation : BlockKinds.Paragraph,
            Text = (marks[at % marks.Length] + marks[8] + part + marks[(at * 7) % marks.Length]).Trim(),
        })];
        var text = string.Join('\n', blocks.Select(block => block.Text));

        Assert.All(Quotations.Find(blocks), quotation => Assert.Equal(quotation.Text, text.Substring(quotation.Start, quotation.Text.Length)));
    }

    private static IReadOnlyList<Quotation> Find(string text) => Quotations.Find([new Block { Kind = BlockKinds.Paragraph, Text = text }]);
}
