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
    [InlineData("<p class='date'>December 3, 2025. <i>Updated: December 7, 2025</i></p>", "2025-12-03")]
    [InlineData("<span class='post_date'>2019-02-23, 09:14 PM <i>(This post was last modified: 2024-01-05, 03:27 AM by Petra Lund. Edited 2 times in total.)</i></span>", "2019-02-23")]
    [InlineData("<div class='social'><p>Petra Lund</p><span class='publicationTime'>2022-11-23T08:10+02:00</span><a href='/share'>Share</a></div>", "2022-11-23T08:10+02:00")]
    public void A_date_beside_the_title_is_the_date_of_publication(string line, string day) => Assert.StartsWith(day, Read(line).PublishedAt, StringComparison.Ordinal);

    [Theory]
    [InlineData("<p>Joined: Dec 17, 2023</p>")]
    [InlineData("<p>Termin: 21.02.2020, 19 Uhr</p>")]
    [InlineData("<p>12 replies, last post Jan 18, 2024</p>")]
    [InlineData("<dl><dd>Founded: Dec 11, 2021</dd></dl>")]
    public void A_date_of_something_else_is_not_the_pages(string line) => Assert.Null(Read(line).PublishedAt);

    [Fact]
    public void The_day_is_that_of_the_line_that_shows_the_same_minute_as_the_pages_data()
    {
        var replies = string.Concat(Enumerable.Repeat("<p>Both of us were there too.</p>", 70));

        Assert.Equal("2026-02-14", Read(replies + "<div class='cell'>Feb 14, 2026 | 9:05 pm</div>", """<script type='application/ld+json'>{"@type":"DiscussionForumPosting","datePublished":"2026-02-15 03:05:48"}</script>""").PublishedAt);
        Assert.Equal("2026-02-15T03:05:48", Read(replies + "<div class='cell'>Feb 14, 2026 | 9:17 pm</div>", """<script type='application/ld+json'>{"@type":"DiscussionForumPosting","datePublished":"2026-02-15 03:05:48"}</script>""").PublishedAt);
    }

    [Fact]
    public void Of_two_dates_beside_the_title_the_one_that_the_pages_data_state_is_that_of_publication() => Assert.StartsWith(
        "2019-06-25", Read("<p>Released <time>25 June 2019</time></p><p>Draft of <time>4 April 2019</time></p>", "<meta name='dc.date' content='2019-06-25'>").PublishedAt, StringComparison.Ordinal);

    [Theory]
    [InlineData("<p class='byline'>Von Petra Lund am 21. April 2020</p>", "Petra Lund")]
    [InlineData("<p class='author'>By Petra Lund and Sam Okoro, Staff Writers | 5 November 2024</p>", "Petra Lund; Sam Okoro")]
    [InlineData("<p class='author'>Petra van der Lund</p>", "Petra van der Lund")]
    [InlineData("<p>11.12.2019 - Petra Lund</p>", "Petra Lund")]
    public void A_byline_gives_its_names_and_nothing_beside_them(string line, string names) => Assert.Equal(names, string.Join("; ", Read(line).Authors));

    [Fact]
    public void The_first_words_of_a_sentence_are_no_author() => Assert.Empty(Read("<p>Von Natur aus ist der Damm undicht und teuer.</p>").Authors);

    [Theory]
    [InlineData("<meta property='article:tag' content='Bridges'><meta property='article:tag' content='Oak'><meta name='keywords' content='news, town'>", "Bridges; Oak")]
    [InlineData("<meta name='keywords' content='Mill stream, footbridge,oak'>", "Mill stream; footbridge; oak")]
    [InlineData("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"How the footbridge was mended\",\"keywords\":[\"Bridges\",\"Oak\"]}</script>", "Bridges; Oak")]
    [InlineData("<meta name='keywords' content='How the footbridge was mended by four people in a week, with oak from the old barn and new bolts'>", "")]
    public void Keywords_that_a_page_states_are_its_tags(string head, string tags) => Assert.Equal(tags, string.Join("; ", Read("", head).Tags));

    private static ParsedDocument Read(string line, string head = "")
    {
        var prose = string.Concat(Enumerable.Repeat("<p>The footbridge over the mill stream was mended by four people in a week, with oak from the old barn and new bolts.</p>", 3));
        var page = $"<!doctype html><html lang='de'><head><title>How the footbridge was mended</title>{head}</head><body><article><h1>How the footbridge was mended</h1>{line}{prose}</article></body></html>";
        return Parser.Parse(Encoding.UTF8.GetBytes(page), "page.html").Document!;
    }
}
