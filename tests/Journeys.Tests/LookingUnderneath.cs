using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class LookingUnderneath(RunningPlatform platform)
{
    [Fact]
    public async Task The_overview_tells_the_path_the_last_hour_and_what_it_stands_on()
    {
        var page = await platform.SignInAsync();
        await platform.DropAsync("hourly", System.Text.Encoding.UTF8.GetBytes($"The ferry leaves at seven.\n\nIt waits for nobody, and least of all for us. {Guid.NewGuid()}"));

        await Expect(page.Locator(".health")).ToContainTextAsync("4 processes ready", new() { Timeout = 30_000 });
        await Expect(page.Locator("#hour .chart")).ToHaveCountAsync(2);
        await Expect(page.Locator("#hour .bar-of-chart").First).ToBeAttachedAsync(new() { Timeout = 30_000 });
        await PageCheck.HasNoViolationsAsync(page, "overview");
    }

    [Fact]
    public async Task The_services_say_that_they_run_and_what_each_works_on()
    {
        var page = await platform.SignInAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Services" }).ClickAsync();
        foreach (var service in (string[])["Fetcher", "Parser", "Storage", "Gateway"])
        {
            await Expect(page.Locator("section", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = service }) })).ToContainTextAsync("ready", new() { Timeout = 30_000 });
        }

        await Expect(page.Locator("#services")).ToContainTextAsync("parser.bulk");
        await PageCheck.HasNoViolationsAsync(page, "services");
    }

    [Fact]
    public async Task The_queues_are_there_with_their_readers_and_say_that_nothing_has_died()
    {
        var page = await platform.SignInAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Queues" }).ClickAsync();
        await Expect(page.Locator("#queues tbody tr", new() { HasText = "storage.bulk" })).ToBeVisibleAsync();
        await Expect(page.Locator("#letters")).ToContainTextAsync("No message has died");
        await PageCheck.HasNoViolationsAsync(page, "queues");
        await page.GotoAsync("/queues/return");
        await PageCheck.HasNoViolationsAsync(page, "return");
        await page.GetByRole(AriaRole.Button, new() { Name = "Return 0 messages" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no such dead letter");
    }
}
