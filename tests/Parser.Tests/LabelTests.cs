using System.Text;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>Labels that content systems leave behind, in the languages the platform promises.</summary>
public sealed class LabelTests
{
    private const string Body =
        "The council met on Monday and agreed that the road to the harbour will be closed for two weeks, from the first of the month until the work is done.";

    private static readonly DocumentParser Parser = new();

    public static TheoryData<string> DateLabels =>
    [
        "Published", "Publication date", "Дата публикации", "Опубликовано", "Дата публікацыі", "Апублікавана", "Дата публікації", "Опубліковано",
        "Veröffentlicht am", "Publié le", "Date de publication", "Opublikowano", "Data publikacji", "Жарияланған күні", "Fecha de publicación",
        "Pubblicato il", "Publicado em", "Gepubliceerd op", "Publikováno", "Yayın tarihi", "Paskelbta", "Publicēts", "Avaldatud", "Publicat la", "Публикувано",
        "Објављено", "发布时间", "公開日", "تاريخ النشر",
    ];

    [Theory]
    [MemberData(nameof(DateLabels))]
    public void A_date_label_without_a_value_is_recorded_as_empty(string label)
    {
        var document = Read($"{label}\n\nThe road to the harbour\n\n{Body}\n\nThe work began on 3 March 2021 and was paid for by the region.");

        var evidence = document.Evidence.Single(item => item.Field == "published_at");
        Assert.Null(document.PublishedAt);
        Assert.Equal("label_without_value", evidence.Rule);
        Assert.Equal("line 1", evidence.Where);
        Assert.Equal(label, evidence.Quote);
        Assert.Equal(label, Assert.Single(document.Removed).Text);
        Assert.Equal("The road to the harbour", document.Title);
    }

    [Theory]
    [MemberData(nameof(DateLabels))]
    public void A_date_label_takes_its_value_from_the_same_line(string label)
    {
        var document = Read($"{label}: 14.03.2022\n\nThe road to the harbour\n\n{Body}");

        Assert.Equal("2022-03-14", document.PublishedAt);
        Assert.DoesNotContain("14.03.2022", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(DateLabels))]
    public void A_date_label_takes_its_value_from_the_next_line(string label)
    {
        var document = Read($"{label}\n14.03.2022\n\nThe road to the harbour\n\n{Body}");

        Assert.Equal("2022-03-14", document.PublishedAt);
        Assert.Equal("The road to the harbour", document.Title);
    }

    [Theory]
    [InlineData("Author: Anna Berg", "Anna Berg")]
    [InlineData("Автор: Мария Орлова", "Мария Орлова")]
    [InlineData("Аўтар: Янка Лес", "Янка Лес")]
    [InlineData("Autor: Jana Weiss", "Jana Weiss")]
    [InlineData("Auteur : Luc Martin", "Luc Martin")]
    [InlineData("Autorka: Anna Berg", "Anna Berg")]
    [InlineData("Авторы: Асқар Серікұлы", "Асқар Серікұлы")]
    [InlineData("Yazar: Ayşe Demir", "Ayşe Demir")]
    [InlineData("作者：李明", "李明")]
    [InlineData("By Anna van der Berg", "Anna van der Berg")]
    [InlineData("Von Jana Weiss", "Jana Weiss")]
    public void An_author_label_gives_the_author(string line, string author) =>
        Assert.Equal([author], Read($"The road to the harbour\n\n{line}\n\n{Body}").Authors);

    [Theory]
    [InlineData("Author: Anna Berg, Luc Martin")]
    [InlineData("Автор: Anna Berg и Luc Martin")]
    [InlineData("By Anna Berg and Luc Martin")]
    public void Several_authors_are_several(string line) =>
        Assert.Equal(["Anna Berg", "Luc Martin"], Read($"The road to the harbour\n\n{line}\n\n{Body}").Authors);

    [Fact]
    public void A_name_right_below_its_label_is_the_author_and_a_title_further_below_is_not()
    {
        Assert.Equal(["Мария Орлова"], Read($"The road to the harbour\n\nАвтор\nМария Орлова\n\n{Body}").Authors);
        Assert.Equal("Regional Security", Read($"Автор\n\nRegional Security\n\n{Body}").Title);
    }

    [Theory]
    [InlineData("Tags: roads, harbour, winter")]
    [InlineData("Теги: roads; harbour; winter")]
    [InlineData("Ключавыя словы: roads, harbour, winter.")]
    [InlineData("Ключові слова: roads, harbour, winter")]
    [InlineData("Schlagwörter: roads | harbour | winter")]
    [InlineData("Mots-clés : roads, harbour, winter")]
    [InlineData("Tagi: #roads #harbour #winter")]
    [InlineData("Тегтер: roads, harbour, winter")]
    [InlineData("标签：roads，harbour，winter")]
    [InlineData("Keywords\nroads, harbour, winter")]
    [InlineData("Tags:\n- roads\n- harbour\n- winter")]
    public void A_tags_label_gives_the_tags(string lines)
    {
        var document = Read($"The road to the harbour\n\n{Body}\n\n{lines}");

        Assert.Equal(["roads", "harbour", "winter"], document.Tags);
        Assert.DoesNotContain("winter", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Просмотров: 418")]
    [InlineData("418 просмотров")]
    [InlineData("Views 1,204")]
    [InlineData("Праглядаў: 12")]
    [InlineData("Wyświetleń: 1 204")]
    [InlineData("浏览量：1204")]
    public void A_number_of_views_is_taken_out(string line)
    {
        var document = Read($"The road to the harbour\n\n{Body}\n\n{line}");

        Assert.Equal(line, Assert.Single(document.Removed).Text);
    }

    [Theory]
    [InlineData("Published: yesterday", "2024-02-29")]
    [InlineData("Опубликовано: 3 дня назад", "2024-02-27")]
    [InlineData("Updated: today\n\nPublished: vor 3 Tagen", "2024-02-27")]
    public void A_relative_date_behind_a_label_counts_from_when_it_was_fetched_and_not_without(string lines, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes($"The road to the harbour\n\n{lines}\n\n{Body}");

        Assert.Equal(expected, Parser.Parse(new Content(bytes, "a.txt") { FetchedAt = new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero) }).Document!.PublishedAt);
        Assert.Null(Parser.Parse(new Content(bytes, "a.txt")).Document!.PublishedAt);
    }

    [Fact]
    public void Slashes_behind_a_label_are_read_in_the_order_of_its_language()
    {
        Assert.Equal("2022-04-03", Read($"Publié le 03/04/2022\n\nThe road\n\n{Body}").PublishedAt);
        Assert.Null(Read($"Published: 03/04/2022\n\nThe road\n\n{Body}").PublishedAt);
    }

    [Theory]
    [InlineData("By The Sea")]
    [InlineData("Data: a survey of what is known about the road and of what is not.")]
    [InlineData("Stand")]
    [InlineData("Source: the river rises in the northern hills and nobody knows where exactly.")]
    [InlineData("Published works of the council fill two shelves.")]
    public void A_word_that_is_a_label_elsewhere_stays_text(string line) =>
        Assert.Contains(line, Read($"The road to the harbour\n\n{line}\n\n{Body}").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("Published works of the council fill two shelves in the library, and most of them are about roads.")]
    [InlineData("Source of the river: nobody knows it exactly, but the maps agree on the northern hills.")]
    [InlineData("By the end of the year the road will be open again, the council says.")]
    [InlineData("Views from the bridge are best in the evening, when the harbour lights are on.")]
    public void Prose_that_begins_like_a_label_stays_text(string sentence) =>
        Assert.Contains(sentence, Read($"The road to the harbour\n\n{sentence}\n\n{Body}").Text, StringComparison.Ordinal);

    [Fact]
    public void The_real_statement_reads_as_its_readers_expect()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "seeds", "regional-security-growth-points.txt");
        Assert.SkipUnless(File.Exists(path), "The real statement is not part of the repository and is not here.");
        var text = File.ReadAllText(path);

        var document = Read(text);

        Assert.Equal("Regional security. Growth points", document.Title);
        Assert.Equal("en", document.Language);
        Assert.Null(document.PublishedAt);
        Assert.Equal("label_without_value", document.Evidence.Single(item => item.Field == "published_at").Rule);
        Assert.Equal(text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Skip(1), document.Text.Split('\n'));
    }

    private static ParsedDocument Read(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), "document.txt").Document!;
}
