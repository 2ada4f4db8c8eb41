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
        "Veröffentlicht am", "Publié le", "Date de publication", "Opublikowano", "Data publikacji", "Жарияланған күні",
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
    public void An_author_label_gives_the_author(string line, string author) =>
        Assert.Equal([author], Read($"The road to the harbour\n\n{line}\n\n{Body}").Authors);

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
