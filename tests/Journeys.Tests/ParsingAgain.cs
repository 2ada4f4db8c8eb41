using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class ParsingAgain(RunningPlatform platform)
{
    [Fact]
    public async Task A_search_is_parsed_again_from_its_page_and_a_text_in_another_charset_from_its_own()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var page = await platform.SignInAsync();
        var word = "причал" + Guid.NewGuid().ToString("N")[..6];
        var name = await platform.DropAsync("letters", Encoding.GetEncoding("windows-1251").GetBytes(
            $"Объявление {word}\n\nПорт сообщает, что зимой суда принимаются на северном причале ежедневно, и просит перевозчиков заранее подавать заявки на стоянку.\n"));
        await Expect(page.GetByText(name)).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GotoAsync("/documents?q=" + Uri.EscapeDataString(word));
        for (var patience = 100; patience > 0 && await page.Locator(".hits > li").CountAsync() < 1; patience--)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken); // nothing announces when it can be found
            await page.ReloadAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Parse again what was found" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 document, frozen when you say so" })).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "reparse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Parse 1 document again" }).ClickAsync();
        await Expect(page.Locator("#operation")).ToContainTextAsync("1 unchanged", new() { Timeout = 60_000 });

        await page.GetByRole(AriaRole.Link, new() { Name = "the document of" }).ClickAsync();
        await page.GetByLabel("Read the bytes in another charset than windows-1251").FillAsync("koi8-r");
        await PageCheck.HasNoViolationsAsync(page, "reparse-charset");
        await page.GetByRole(AriaRole.Button, new() { Name = "Parse again" }).ClickAsync();
        await Expect(page.Locator("#operation")).ToContainTextAsync("1 changed", new() { Timeout = 60_000 });
        await Expect(page.Locator("#items")).ToContainTextAsync("revision 2");
        await PageCheck.HasNoViolationsAsync(page, "reparse-changed");
        await page.GetByRole(AriaRole.Link, new() { Name = "the document of" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Revisions" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "what changed since revision 1" }).ClickAsync();
        await Expect(page.Locator("ins").First).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "difference");
        await page.GotoAsync("/operations");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Reparse of 1" }).First).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "operations");
    }
}
