using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class FindingDocuments(RunningPlatform platform)
{
    [Fact]
    public async Task Words_lead_to_passages_choices_narrow_them_and_the_address_keeps_the_search_without_JavaScript()
    {
        var watching = await platform.SignInAsync();
        var word = "lantern" + Guid.NewGuid().ToString("N")[..6];
        var dropped = await platform.DropAsync("found", Encoding.UTF8.GetBytes($"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The {word} of the harbour</title><meta property="article:published_time" content="2023-04-05"></head>
            <body><main><h1>The {word} of the harbour</h1><p>The harbour of Kazakhstan has a {word} that is lit by the council on every evening of the winter, as the mayor had promised to all who sail.</p></main></body></html>
            """));
        var plain = await platform.DropAsync("found", Encoding.UTF8.GetBytes($"Notes on light\n\nThe council says that a {word} can be lit <b>again</b> in spring, when the evenings are longer than the nights of the harbour.\n"));
        foreach (var name in (string[])[dropped, plain])
        {
            await Expect(watching.GetByText(name)).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }

        var page = await platform.SignInAsync(javaScript: false);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Documents" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(word);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeVisibleAsync();
        for (var patience = 100; patience > 0 && await page.Locator(".hits > li").CountAsync() < 2; patience--)
        {
            // The page says that some cannot be found yet; nothing announces when they can.
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }

        await Expect(page.Locator(".hits > li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".hits > li").First.Locator("h3 mark")).ToHaveTextAsync(word);
        await Expect(page.Locator(".hits b")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Region, new() { Name = "Countries named" }).GetByRole(AriaRole.Link, new() { Name = "KZ" }).ClickAsync();
        await Expect(page.Locator(".hits > li")).ToHaveCountAsync(1);
        var kept = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "names: KZ, take this choice away" }).ClickAsync();
        await Expect(page.Locator(".hits > li")).ToHaveCountAsync(2);
        await page.GotoAsync(kept);
        await page.Locator(".hits a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fields and their evidence" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task No_page_of_a_search_violates_WCAG()
    {
        var page = await platform.SignInAsync();
        await platform.DropAsync("light", Encoding.UTF8.GetBytes($"Notes on light {Guid.NewGuid()}\n\nThe council says that a lamp can be lit again in spring, when the evenings are longer.\n"));
        await page.GotoAsync("/documents");
        await PageCheck.HasNoViolationsAsync(page, "documents");
        await page.GotoAsync("/documents?q=harbour&language=en&missing=published_at");
        await PageCheck.HasNoViolationsAsync(page, "documents-found");
        await page.GotoAsync("/documents?q=nowhere+to+be+found");
        await Expect(page.GetByText("No document has all of these words")).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "documents-none");
        await page.GotoAsync("/documents?from=yesterday");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from must be a day");
        await PageCheck.HasNoViolationsAsync(page, "documents-problem");
    }
}
