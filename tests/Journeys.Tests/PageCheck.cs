using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Platform.Journeys.Tests;

/// <summary>Holds a page to WCAG 2.2 AA at the width of a desk and of a phone, in both colour schemes.</summary>
internal static class PageCheck
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <summary>Checks the page as it stands; where <c>JOURNEYS_PICTURES</c> names a folder, its pictures are left there under <paramref name="name"/>.</summary>
    public static async Task HasNoViolationsAsync(IPage page, string name)
    {
        foreach (var width in (int[])[1280, 390])
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                if (Environment.GetEnvironmentVariable("JOURNEYS_PICTURES") is { Length: > 0 } folder)
                {
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png".ToLowerInvariant()), FullPage = true });
                }

                var found = await page.RunAxe(Rules);
                Assert.NotEmpty(found.Passes);
                Assert.True(found.Violations.Length == 0, $"{name} at {width} pixels, {scheme}:\n" + string.Join('\n', found.Violations.Select(Told)));
            }

            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than {width} pixels.");
        }

        await page.SetViewportSizeAsync(1280, 900);
    }

    private static string Told(AxeResultItem item) => $"{item.Id}: {item.Help}: " + string.Join(" | ", item.Nodes.Take(3).Select(node => node.Html));
}
