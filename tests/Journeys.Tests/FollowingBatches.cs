using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class FollowingBatches(RunningPlatform platform)
{
    [Fact]
    public async Task A_batch_leads_to_its_arrivals_their_times_and_their_documents_and_no_page_on_the_way_violates_WCAG()
    {
        var page = await platform.SignInAsync();
        var batch = await UploadAsync(page, "kept.txt", "spoilt.bin");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Batches" }).ClickAsync();
        var row = page.Locator($"tr[data-key='{batch}']");
        await Expect(row).ToContainTextAsync("2 of 2 settled", new() { Timeout = 30_000 });
        await PageCheck.HasNoViolationsAsync(page, "batches");
        await row.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Locator("#batch")).ToContainTextAsync("each document has its outcome", new() { Timeout = 30_000 });
        var figures = (await page.Locator("#batch .sum dd").AllInnerTextsAsync()).Select(int.Parse).ToArray();
        Assert.Equal(2, figures[0]);
        Assert.Equal(figures[0], figures[1..].Sum());
        await PageCheck.HasNoViolationsAsync(page, "batch");
        var receipt = await page.APIRequest.GetAsync((await page.GetByRole(AriaRole.Link, new() { Name = "as CSV" }).GetAttributeAsync("href"))!);
        Assert.Contains("kept.txt", await receipt.TextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "rejected", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "kept.txt", Exact = true })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "spoilt.bin" }).ClickAsync();
        await Expect(page.Locator("#arrival")).ToContainTextAsync("rejected");

        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "all", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "kept.txt", Exact = true }).ClickAsync();
        await Expect(page.Locator(".timeline li")).ToHaveCountAsync(4);
        await Expect(page.Locator(".timeline .ahead")).ToHaveCountAsync(0);
        await PageCheck.HasNoViolationsAsync(page, "arrival");
        await page.GetByRole(AriaRole.Link, new() { Name = "Replay from here…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 document, frozen when you say so" })).ToBeVisibleAsync();
        await page.GoBackAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "The document" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fields and their evidence" })).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "document");
    }

    [Fact]
    public async Task The_current_page_is_marked_in_the_navigation_and_the_keyboard_reaches_it()
    {
        var page = await platform.SignInAsync(javaScript: false);
        await page.GotoAsync("/batches");
        var marked = page.Locator("nav [aria-current='page']");
        await Expect(marked).ToHaveTextAsync("Batches");
        for (var presses = 0; presses < 6; presses++)
        {
            await page.Keyboard.PressAsync("Tab"); // skip link, brand, Overview, Documents, Batches, Sources
        }

        await page.Keyboard.PressAsync("Shift+Tab");
        await Expect(marked).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_batch_that_does_not_exist_is_not_found()
    {
        var page = await platform.SignInAsync();
        Assert.Equal(404, (await page.GotoAsync("/batches/0197a000-0000-7000-8000-000000000000"))!.Status);
        Assert.Equal(404, (await page.GotoAsync("/arrivals/0197a000-0000-7000-8000-000000000000"))!.Status);
    }

    private static async Task<string> UploadAsync(IPage page, string good, string bad)
    {
        var form = page.APIRequest.CreateFormData();
        form.Append("files", new FilePayload { Name = good, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Letter()) });
        form.Append("files", new FilePayload { Name = bad, MimeType = "application/octet-stream", Buffer = System.Security.Cryptography.RandomNumberGenerator.GetBytes(4096) });
        var answer = await page.APIRequest.PostAsync("/v1/documents", new() { Multipart = form });
        Assert.Equal(202, answer.Status);
        return (await answer.JsonAsync())!.Value.GetProperty("batch_id").GetString()!;
    }

    // Each call makes other bytes, so that no upload is a duplicate of another.
    private static string Letter() =>
        $"""
        The ferry will run twice a day

        The ferry will run twice a day from the first of May, the harbour office said, since more people wish to cross than last year.
        Tickets can be had at the quay and from the crew, and bicycles travel without a fare.

        Number of this letter: {Guid.NewGuid()}
        """;
}
