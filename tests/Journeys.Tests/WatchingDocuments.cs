using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class WatchingDocuments(RunningPlatform platform)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_dropped_file_appears_on_the_open_dashboard_without_reloading()
    {
        var page = await platform.SignInAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Live", new() { Timeout = 30_000 });
        await page.EvaluateAsync("window.notReloaded = true");

        var name = await platform.DropAsync("statement", Statement());
        await Expect(page.GetByText(name)).ToBeVisibleAsync(Patiently);
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
    }

    [Fact]
    public async Task A_row_leads_to_the_document_with_its_text_and_the_evidence_for_its_fields()
    {
        var page = await platform.SignInAsync();
        var name = await platform.DropAsync("statement", Statement());
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Expect(row).ToBeVisibleAsync(Patiently);
        await row.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fields and their evidence" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("The harbour will open again in spring");
        var original = await page.APIRequest.GetAsync((await page.GetByRole(AriaRole.Link, new() { Name = "the original bytes" }).GetAttributeAsync("href"))!);
        Assert.Equal(200, original.Status);
        Assert.Contains("sandbox", original.Headers["content-security-policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_file_appears_with_its_reason()
    {
        var page = await platform.SignInAsync();
        var name = await platform.DropAsync("noise", RandomNumberGenerator.GetBytes(4096));
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Expect(row).ToBeVisibleAsync(Patiently);
        await Expect(row).ToContainTextAsync("rejected");
        await Expect(row).ToContainTextAsync("parser");
    }

    [Fact]
    public async Task A_file_that_nobody_may_read_is_rejected_with_what_to_do_in_the_folder_and_on_the_page()
    {
        var page = await platform.SignInAsync();
        var name = $"locked-{Guid.NewGuid():N}.txt";
        var staged = Path.Combine(Path.GetTempPath(), name);
        await File.WriteAllTextAsync(staged, "Nobody but its owner may read this.", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(staged, UnixFileMode.None);
        File.Move(staged, Path.Combine(platform.Up.Inbox, name), overwrite: true);

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Expect(row).ToBeVisibleAsync(Patiently);
        await Expect(row).ToContainTextAsync("unreadable");

        // The file moves a moment after its outcome is committed; nothing announces that but the folder itself.
        var note = Path.Combine(platform.Up.Inbox, "failed", name + ".reason.txt");
        for (var patience = 300; patience > 0 && !File.Exists(note); patience--)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Contains("unreadable", await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_is_complete_without_JavaScript()
    {
        var watching = await platform.SignInAsync();
        var name = await platform.DropAsync("statement", Statement());
        await Expect(watching.GetByText(name)).ToBeVisibleAsync(Patiently);

        var page = await platform.SignInAsync(javaScript: false);
        await Expect(page.GetByText(name)).ToBeVisibleAsync();
        foreach (var stage in (string[])["Inbox", "Fetcher", "Parser", "Storage", "Subscribers"])
        {
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = stage, Exact = true })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task The_books_on_the_page_add_up()
    {
        var page = await platform.SignInAsync();
        var figures = (await page.Locator("#books dd").AllInnerTextsAsync())
            .Select(text => long.Parse(text.Replace(",", "", StringComparison.Ordinal))).ToArray();
        Assert.Equal(7, figures.Length);
        Assert.Equal(figures[0], figures[1..].Sum());
    }

    // Each call makes other bytes, so that no drop is a duplicate of another.
    private static byte[] Statement() => Encoding.UTF8.GetBytes(
        $"""
        The harbour will open again in spring

        The council agreed on Tuesday that the harbour will open again in spring, after the walls were mended and the lights were tried.
        The harbour will open again in spring even if the winter is long, the mayor said, because the work was done early.

        Number of this note: {Guid.NewGuid()}
        """);
}
