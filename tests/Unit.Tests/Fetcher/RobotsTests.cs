using Platform.Fetcher.Sources.Web;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class RobotsTests
{
    [Theory]
    [InlineData("Disallow: /a", "/abc", false)]
    [InlineData("Disallow: /a", "/b", true)]
    [InlineData("Disallow:", "/a", true)]
    [InlineData("Disallow: /\nAllow: /open", "/open/1", true)]
    [InlineData("Disallow: /\nAllow: /open", "/", false)]
    [InlineData("Allow: /p\nDisallow: /p", "/page", true)]
    [InlineData("Disallow: /*.gif$", "/x/y.gif", false)]
    [InlineData("Disallow: /*.gif$", "/x/y.gif?z", true)]
    [InlineData("Disallow: /a*b*c", "/a1b2b3c4", false)]
    [InlineData("Disallow: /a*b*c", "/acb", true)]
    [InlineData("Disallow: /exact$", "/exact", false)]
    [InlineData("Disallow: /exact$", "/exactly", true)]
    [InlineData("Disallow: /search?q=", "/search?q=1", false)]
    [InlineData("Disallow: /m%C3%BCll", "/müll", false)]
    [InlineData("Disallow: /müll", "/m%c3%bcll", false)]
    [InlineData("Disallow: /%7Ejoe", "/~joe/x", false)]
    [InlineData("Disallow: /", "/robots.txt", true)]
    public void The_longest_rule_that_matches_decides(string rules, string path, bool allowed) =>
        Assert.Equal(allowed, Robots.Read("User-agent: *\n" + rules, "Platform").Allows(new Uri("https://example.org" + path)));

    [Fact]
    public void The_groups_that_name_us_count_together_and_before_those_for_all()
    {
        var robots = Robots.Read(
            "# hello\r\nUser-agent: *\r\nDisallow: /\r\n\r\nuser-AGENT: Other\r\nUser-agent: platform/2.0 # us\r\nDisallow: /one\r\nSitemap: https://example.org/map.xml\r\nCrawl-delay: 2.5\r\nUser-agent: PLATFORM\r\nDisallow: /two", "Platform");

        Assert.Equal([true, false, false], ((string[])["/", "/one", "/two"]).Select(path => robots.Allows(new Uri("https://example.org" + path))));
        Assert.Equal(TimeSpan.FromSeconds(2.5), robots.Delay);
    }

    [Fact]
    public void A_group_for_others_forbids_us_nothing() => Assert.True(Robots.Read("User-agent: Other\nDisallow: /", "Platform").Allows(new Uri("https://example.org/a")));

    [Fact]
    public void A_pattern_of_nothing_but_stars_ends_in_time() =>
        Assert.True(Robots.Read("User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat("*a", 2_000)) + "b", "Platform").Allows(new Uri("https://example.org/" + new string('a', 20_000))));
}
