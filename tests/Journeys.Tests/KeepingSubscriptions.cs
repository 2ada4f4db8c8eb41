using Microsoft.Playwright;
using Platform.Pipeline.Tests.Running;
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
    public async Task A_subscriber_falls_behind_catches_up_and_is_replayed()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.AnswerWith(500);
        var page = await platform.SignInAsync();
        var made = await page.APIRequest.PostAsync("/v1/subscriptions", new() { DataObject = new { name = "Slow " + Guid.NewGuid().ToString("N")[..8], url = endpoint.Address, from = "latest" } });
        Assert.Equal(201, made.Status);
        await page.GotoAsync($"/subscriptions/{(await made.JsonAsync())!.Value.GetProperty("id").GetString()}");
        for (var number = 0; number < 3; number++)
        {
            await platform.DropAsync("behind", System.Text.Encoding.UTF8.GetBytes($"The mail coach is late.\n\nIt has been late since the thaw, they say. {Guid.NewGuid()}"));
        }

        // It falls behind: the page says so by itself, with the attempt that failed.
        await Expect(page.Locator("#subscription")).ToContainTextAsync("event", new() { Timeout = 60_000 });
        await Expect(page.Locator("#attempts tbody tr").First).ToContainTextAsync("failed", new() { Timeout = 60_000 });
        await Expect(page.Locator("#subscription")).ToContainTextAsync("attempts for the event that is next", new() { Timeout = 60_000 });

        // Its endpoint is mended, and it catches up by itself.
        endpoint.AnswerWith(204);
        await Expect(page.Locator("#subscription .facts dd").Nth(1)).ToContainTextAsync("nothing", new() { Timeout = 60_000 });
        var first = endpoint.Received.First().Id;
        var before = endpoint.Received.Count;

        // All is delivered again from before the first, with the same ids, and it catches up once more.
        await page.GetByLabel("From this time on").FillAsync("2020-01-01T00:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deliver again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "is delivered again" })).ToBeVisibleAsync();
        for (var patience = 600; patience > 0 && endpoint.Received.Skip(before).All(one => one.Id != first); patience--)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Contains(endpoint.Received.Skip(before), one => one.Id == first);
        await Expect(page.Locator("#subscription .facts dd").Nth(1)).ToContainTextAsync("nothing", new() { Timeout = 60_000 });
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
