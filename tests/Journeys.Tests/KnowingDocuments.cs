using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class KnowingDocuments(RunningPlatform platform)
{
    private static readonly string[] Sentences =
    [
        "The wharf of Tarn was closed on Tuesday after a crane had lost its load over the northern basin.", "Nobody was hurt, although eleven people stood on the quay when it happened in the early morning.",
        "Engineers found that a bolt had rusted through, which nobody had looked at since the crane was built.", "The harbour master promised to have every bolt of the other cranes looked at before the month is over.",
        "Ships are led to the southern basin meanwhile, where they wait for about half a day longer than usual.", "A first report is expected by the end of June, and a hearing of the council will follow in the autumn.",
    ];

    [Fact]
    public async Task A_document_is_shown_beside_its_original_with_what_is_related_and_is_deleted_without_JavaScript()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var watching = await platform.SignInAsync();
        var page = await platform.DropAsync("wharf", Page($"The wharf of Tarn {mark}", Sentences));
        var edited = await platform.DropAsync("wharf", Page($"The wharf of Tarn {mark}", [.. Sentences[..5], "A report is expected in July."]));
        foreach (var name in (string[])[page, edited])
        {
            await Expect(watching.GetByText(name)).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }

        var reading = await platform.SignInAsync(javaScript: false);
        await reading.GotoAsync("/documents");
        await reading.Locator(".hits a", new() { HasText = mark }).First.ClickAsync();
        for (var patience = 200; patience > 0 && await reading.GetByText("Nearly the same text").CountAsync() == 0; patience--)
        {
            // The page says that it is being compared; nothing announces when it is.
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await reading.ReloadAsync();
        }

        var related = reading.GetByRole(AriaRole.Region, new() { Name = "Related" });
        await Expect(related.GetByText("% in common")).ToBeVisibleAsync();
        await Expect(reading.GetByRole(AriaRole.Region, new() { Name = "Source of the original" })).ToContainTextAsync("<script src=\"https://tracker.example/t.js\">");
        await Expect(reading.Locator("script[src*=tracker]")).ToHaveCountAsync(0);
        await Expect(reading.GetByRole(AriaRole.Region, new() { Name = "Events" })).ToContainTextAsync("stored");
        await PageCheck.HasNoViolationsAsync(await SameAsync(reading), "document");

        var address = reading.Url;
        await reading.GetByRole(AriaRole.Link, new() { Name = "Delete…" }).ClickAsync();
        await PageCheck.HasNoViolationsAsync(await SameAsync(reading), "document-delete");
        await reading.GetByLabel("Reason, for whoever looks later (may be empty)").FillAsync("It was a rehearsal.");
        await reading.GetByRole(AriaRole.Button, new() { Name = "Delete the document" }).ClickAsync();
        await Expect(reading.GetByRole(AriaRole.Status)).ToContainTextAsync("The document is deleted.");
        Assert.Equal(410, (await reading.GotoAsync(address))!.Status);
        await Expect(reading.GetByText("It was a rehearsal.")).ToBeVisibleAsync();
    }

    /// <summary>The same address in a browser with scripts, which the check needs.</summary>
    private async Task<IPage> SameAsync(IPage page)
    {
        var checking = await platform.SignInAsync();
        await checking.GotoAsync(page.Url);
        return checking;
    }

    private static byte[] Page(string title, IEnumerable<string> sentences) => Encoding.UTF8.GetBytes(
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><script src=\"https://tracker.example/t.js\"></script></head><body><main><h1>{title}</h1>{string.Concat(sentences.Select(one => $"<p>{one}</p>"))}</main></body></html>");
}
