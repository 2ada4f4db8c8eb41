using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class SigningIn(RunningPlatform platform)
{
    [Fact]
    public async Task The_printed_link_signs_in_and_works_only_once()
    {
        var first = await platform.VisitAsync();
        await first.GotoAsync(platform.Up.SignIn);
        await Expect(first.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();

        var second = await platform.VisitAsync();
        await second.GotoAsync(platform.Up.SignIn);
        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link was used already or is older than an hour");
        await second.GotoAsync("/");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_sign_in_a_page_leads_to_the_sign_in_page_and_from_there_back()
    {
        var page = await platform.VisitAsync();
        await page.GotoAsync("/documents/0197a000-0000-7000-8000-000000000000");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await page.GetByLabel("Or paste an API key").FillAsync((await File.ReadAllTextAsync(platform.Up.KeyFile, TestContext.Current.CancellationToken)).Trim());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not found" })).ToBeVisibleAsync();
        Assert.EndsWith("/documents/0197a000-0000-7000-8000-000000000000", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_a_sentence()
    {
        var page = await platform.VisitAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Or paste an API key").FillAsync("pk_wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key is not known or was revoked");
    }

    [Fact]
    public async Task After_signing_out_the_pages_are_closed_again()
    {
        var page = await platform.SignInAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_forged_form_is_refused_and_changes_nothing()
    {
        var page = await platform.SignInAsync();
        var forged = await page.APIRequest.PostAsync("/sign-out");
        Assert.Equal(400, forged.Status);

        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_API_request_without_a_key_is_told_how_to_send_one()
    {
        var page = await platform.VisitAsync();
        var answer = await page.APIRequest.GetAsync("/v1/documents");
        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Bearer", answer.Headers["www-authenticate"], StringComparison.Ordinal);
        Assert.StartsWith("application/problem+json", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer", await answer.TextAsync(), StringComparison.Ordinal);
    }
}
