using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class KeepingSubscriptions(RunningPlatform platform)
{
    [Fact]
    public async Task A_subscription_is_paused_resumed_rotated_and_replayed_by_forms_and_its_new_key_is_shown_once()
    {
        var page = await platform.SignInAsync(javaScript: false);
        var name = "Reader " + Guid.NewGuid().ToString("N")[..8];
        // The name ends in .invalid, which never resolves: an endpoint that cannot be reached.
        var made = await page.APIRequest.PostAsync("/v1/subscriptions", new() { DataObject = new { name, url = "https://reader.invalid/events" } });
        Assert.Equal(201, made.Status);

        await page.GetByRole(AriaRole.Link, new() { Name = "Subscriptions", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = name })).ToContainTextAsync("active");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Locator("code")).ToContainTextAsync("whsec_");
        await page.ReloadAsync();
        await Expect(page.GetByText("whsec_")).ToHaveCountAsync(0);

        await page.GetByLabel("From this time on").FillAsync("2026-01-01T00:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deliver again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("is delivered again");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("goes on");
    }

    [Fact]
    public async Task A_failed_attempt_stands_on_the_page_of_the_subscription_with_the_reason()
    {
        var page = await platform.SignInAsync();
        var made = await page.APIRequest.PostAsync(
            "/v1/subscriptions", new() { DataObject = new { name = "Away " + Guid.NewGuid().ToString("N")[..8], url = "https://away.invalid/events" } });
        var id = (await made.JsonAsync())!.Value.GetProperty("id").GetString();
        await page.GotoAsync($"/subscriptions/{id}");
        await platform.DropAsync("told", System.Text.Encoding.UTF8.GetBytes($"The bridge is open to all who walk.\n\nIt was closed for a week. {Guid.NewGuid()}"));

        await Expect(page.Locator("#attempts tbody tr").First).ToContainTextAsync("failed", new() { Timeout = 30_000 });
        await PageCheck.HasNoViolationsAsync(page, "subscription");
        await page.GetByRole(AriaRole.Link, new() { Name = "Subscriptions", Exact = true }).First.ClickAsync();
        await Expect(page.Locator($"tr[data-key='{id}']")).ToContainTextAsync("failed");
        await PageCheck.HasNoViolationsAsync(page, "subscriptions");
    }
}
