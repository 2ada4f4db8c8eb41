using System.Text;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class PageFieldTests
{
    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("<div class='meta'>Petra Lund / 07.11.2023 / 09:30 /</div>", "2023-11-07")]
    [InlineData("<p>Published on <span>Oct 21, 2025</span></p>", "2025-10-21")]
    [InlineData("<p>Updated May 21, 2025 Originally published April 24, 2025</p>", "2025-04-24")]
    [InlineData("<span class='post-created'>28.01.22</span>", "2022-01-28")]
    public void A_date_beside_the_title_is_the_date_of_publication(string line, string day) => Assert.StartsWith(day, Read(line).PublishedAt, StringComparison.Ordinal);

    [Theory]
    [InlineData("<p>Joined: Dec 17, 2023</p>")]
    [InlineData("<p>Termin: 21.02.2020, 19 Uhr</p>")]
    [InlineData("<p>12 replies, last post Jan 18, 2024</p>")]
    public void A_date_of_something_else_is_not_the_pages(string line) => Assert.Null(Read(line).PublishedAt);

    [Theory]
    [InlineData("<p class='byline'>Von Petra Lund am 21. April 2020</p>", "Petra Lund")]
    [InlineData("<p class='author'>By Petra Lund and Sam Okoro, Staff Writers | 5 November 2024</p>", "Petra Lund; Sam Okoro")]
    [InlineData("<p class='author'>Petra van der Lund</p>", "Petra van der Lund")]
    [InlineData("<p>11.12.2019 - Petra Lund</p>", "Petra Lund")]
    public void A_byline_gives_its_names_and_nothing_beside_them(string line, string names) => Assert.Equal(names, string.Join("; ", Read(line).Authors));

    [Fact]
    public void The_first_words_of_a_sentence_are_no_author() => Assert.Empty(Read("<p>Von Natur aus ist der Damm undicht und teuer.</p>").Authors);

    private static ParsedDocument Read(string line)
    {
        var prose = string.Concat(Enumerable.Repeat("<p>The footbridge over the mill stream was mended by four people in a week, with oak from the old barn and new bolts.</p>", 3));
        var page = $"<!doctype html><html lang='de'><head><title>How the footbridge was mended</title></head><body><article><h1>How the footbridge was mended</h1>{line}{prose}</article></body></html>";
        return Parser.Parse(Encoding.UTF8.GetBytes(page), "page.html").Document!;
    }
}
