using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class OperatingSources(RunningPlatform platform)
{
    [Fact]
    public async Task A_source_is_paused_and_resumed_by_forms_without_JavaScript_and_the_page_says_so_once()
    {
        var page = await platform.SignInAsync(javaScript: false);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sources", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause: inbox" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("inbox is paused");
        await Expect(page.Locator("section", new() { HasText = "inbox" }).Locator(".tag.paused")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume: inbox" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("inbox goes on");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Scan now: inbox" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("looked through");
    }

    [Fact]
    public async Task The_page_of_the_sources_and_the_overview_do_not_violate_WCAG()
    {
        var page = await platform.SignInAsync();
        await PageCheck.HasNoViolationsAsync(page, "overview");
        await page.GotoAsync("/sources");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "inbox" })).ToBeVisibleAsync();
        await PageCheck.HasNoViolationsAsync(page, "sources");
    }

    [Fact]
    public async Task A_document_uploaded_by_the_form_leads_to_its_batch_and_from_there_to_the_document()
    {
        var page = await platform.SignInAsync(javaScript: false);
        await page.GetByLabel("Documents to read").SetInputFilesAsync(Note("note.txt"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.WaitForURLAsync("**/batches/*");

        await page.GetByRole(AriaRole.Link, new() { Name = "note.txt", Exact = true }).ClickAsync();
        var document = page.GetByRole(AriaRole.Link, new() { Name = "The document" });
        for (var patience = 100; patience > 0 && await document.CountAsync() == 0; patience--)
        {
            await page.ReloadAsync(); // without JavaScript, that is how one looks again
        }

        await document.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("The lamp on the pier");
    }

    [Fact]
    public async Task An_upload_without_a_document_is_answered_with_a_sentence()
    {
        var page = await platform.SignInAsync();
        await page.Locator("#upload form").EvaluateAsync("form => form.noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("holds no document");
    }

    [Theory]
    [InlineData("/sources/inbox/pause")]
    [InlineData("/subscriptions/0197a000-0000-7000-8000-000000000000/rotate")]
    public async Task A_forged_form_is_refused_and_changes_nothing(string address)
    {
        var page = await platform.SignInAsync();
        var forged = await page.APIRequest.PostAsync(address, new() { Form = page.APIRequest.CreateFormData() });
        Assert.Equal(400, forged.Status);
        Assert.Contains("did not come from a page of ours", await forged.TextAsync(), StringComparison.Ordinal);

        await page.GotoAsync("/sources");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "paused" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_forged_upload_is_refused_and_makes_no_batch()
    {
        var page = await platform.SignInAsync();
        var form = page.APIRequest.CreateFormData();
        form.Append("files", Note("forged.txt"));
        Assert.Equal(400, (await page.APIRequest.PostAsync("/upload", new() { Multipart = form })).Status);

        var wrong = page.APIRequest.CreateFormData();
        wrong.Append("__RequestVerificationToken", "made up");
        wrong.Append("files", Note("forged.txt"));
        Assert.Equal(400, (await page.APIRequest.PostAsync("/upload", new() { Multipart = wrong })).Status);
    }

    private static FilePayload Note(string name) => new()
    {
        Name = name,
        MimeType = "text/plain",
        Buffer = Encoding.UTF8.GetBytes(
            $"""
            The lamp on the pier is lit again

            The lamp on the pier was lit again on Friday evening, after the mast had been painted and the cable renewed.
            The watchmen say that it is seen from eleven miles away, and that ships have begun to anchor closer.

            Number of this note: {Guid.NewGuid()}
            """),
    };
}
