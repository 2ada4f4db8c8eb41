using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.Journeys.Tests;

public sealed class RetryingFailures(RunningPlatform platform)
{
    [Fact]
    public async Task Thirty_bad_files_of_three_kinds_are_found_mended_and_retried_group_by_group_until_every_one_is_settled()
    {
        var name = "thirty-" + Guid.NewGuid().ToString("N")[..8];
        var folder = Directory.CreateTempSubdirectory("journey-").FullName;
        for (var number = 0; number < 10; number++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"empty-{number}.txt"), [], TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"locked-{number}.txt"), Letter(), TestContext.Current.CancellationToken);
            File.SetUnixFileMode(Path.Combine(folder, $"locked-{number}.txt"), UnixFileMode.None);
            File.CreateSymbolicLink(Path.Combine(folder, $"link-{number}.txt"), "/etc/hostname");
        }

        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("777", 8)); // the platform may run as a user of its own
        Directory.Move(folder, Path.Combine(platform.Up.Inbox, name));
        var page = await platform.SignInAsync();
        await page.GotoAsync("/batches");
        var row = page.Locator("tr", new() { HasText = name });
        await Expect(row).ToContainTextAsync("30 of 30 settled", new() { Timeout = 60_000 });
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await page.WaitForURLAsync("**/batches/*");
        var batch = page.Url.Split('/')[^1];

        // Find them: by reason, then those of this batch alone.
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Failures" }).ClickAsync();
        var reasons = new[] { "empty", "symbolic_link", "unreadable" };
        foreach (var reason in reasons)
        {
            await Expect(page.Locator("tr[data-key]", new() { Has = page.GetByRole(AriaRole.Link, new() { Name = reason, Exact = true }) })).ToBeVisibleAsync();
        }

        await PageCheck.HasNoViolationsAsync(page, "failures");

        // Mend them where they lie.
        var failed = Path.Combine(platform.Up.Inbox, "failed", name);
        foreach (var file in Directory.GetFiles(failed, "*.txt").Where(path => !path.EndsWith(".reason.txt", StringComparison.Ordinal)))
        {
            if (Path.GetFileName(file).StartsWith("locked", StringComparison.Ordinal))
            {
                File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("644", 8));
                continue;
            }

            File.Delete(file);
            await File.WriteAllTextAsync(file, Letter(), Encoding.UTF8, TestContext.Current.CancellationToken);
        }

        foreach (var reason in reasons)
        {
            await page.GotoAsync($"/failures/arrivals?batch={batch}&reason={reason}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "10 documents" })).ToBeVisibleAsync();
            if (reason == "empty")
            {
                await PageCheck.HasNoViolationsAsync(page, "failed");
            }

            await page.GetByRole(AriaRole.Link, new() { Name = "Retry these…" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "10 documents, frozen when you say so" })).ToBeVisibleAsync();
            await Expect(page.GetByLabel("try one first")).ToBeCheckedAsync();
            await page.GetByLabel("Note for those").FillAsync("written anew");
            if (reason == "empty")
            {
                await PageCheck.HasNoViolationsAsync(page, "retry");
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "Retry 10 documents" }).ClickAsync();
            await page.WaitForURLAsync("**/operations/*");
            await Expect(page.Locator("#operation")).ToContainTextAsync("10 of 10 have their result", new() { Timeout = 60_000 }); // live, without a reload
            await Expect(page.Locator("#operation")).ToContainTextAsync("10 stored");
            await Expect(page.Locator("#operation .tag")).ToHaveTextAsync("done");
            if (reason == "empty")
            {
                await PageCheck.HasNoViolationsAsync(page, "operation");
            }
        }

        await page.GotoAsync("/batches/" + batch);
        await Expect(page.Locator("#batch")).ToContainTextAsync("each document has its outcome", new() { Timeout = 60_000 });
        Assert.Equal([30, 0, 0, 30], (await page.Locator("#batch .sum dd").AllInnerTextsAsync()).Select(int.Parse).Take(4));
        Assert.Equal(30, Directory.GetFiles(Path.Combine(platform.Up.Inbox, "done", name)).Length);
        Assert.Empty(Directory.GetFiles(failed));
        await page.GotoAsync("/operations");
        await Expect(page.Locator("tr[data-key]").First).ToContainTextAsync("written anew");
        await PageCheck.HasNoViolationsAsync(page, "operations");
        await page.GotoAsync("/audit");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("retry");
        await PageCheck.HasNoViolationsAsync(page, "audit");
    }

    [Fact]
    public async Task A_group_is_dismissed_by_forms_without_JavaScript_and_counted_apart_with_its_note()
    {
        var page = await platform.SignInAsync(javaScript: false);
        var name = await DropBlankAsync(page);
        await page.GotoAsync("/failures/arrivals?format=txt");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        var id = page.Url.Split('/')[^1];

        await page.GotoAsync($"/failures/dismiss?arrival={id}");
        await page.GetByLabel("Note for those").FillAsync("known and harmless");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss 1 document" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("begun");
        for (var patience = 100; patience > 0 && !(await page.Locator("#operation").InnerTextAsync()).Contains("1 dismissed", StringComparison.Ordinal); patience--)
        {
            await page.ReloadAsync(); // without JavaScript, that is how one looks again
        }

        await Expect(page.Locator("#operation")).ToContainTextAsync("known and harmless");
        await page.GotoAsync($"/failures/arrivals?arrival={id}");
        await Expect(page.Locator("#arrivals")).ToContainTextAsync("No rejected or failed document meets this");
    }

    [Fact]
    public async Task A_viewer_sees_the_controls_disabled_with_the_reason_and_cannot_retry_past_them()
    {
        var admin = await platform.SignInAsync();
        var name = await DropBlankAsync(admin);
        await admin.GotoAsync("/keys");
        await admin.GetByLabel("Whom or what it is for").FillAsync("a watcher");
        await admin.GetByLabel("Role").SelectOptionAsync("viewer");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        var key = await admin.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
        await PageCheck.HasNoViolationsAsync(admin, "keys");

        var page = await platform.VisitAsync();
        await page.GotoAsync("/failures");
        await page.GetByLabel("Or paste an API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By reason" })).ToBeVisibleAsync();
        var retry = page.GetByRole(AriaRole.Button, new() { Name = "Retry: " }).First;
        await Expect(retry).ToBeDisabledAsync();
        await Expect(page.Locator("#role")).ToContainTextAsync("Your role is viewer, and this needs the role operator");
        await PageCheck.HasNoViolationsAsync(page, "failures-viewer");
        await page.GotoAsync("/sources");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause: inbox" })).ToBeDisabledAsync();
        var uploaded = await admin.APIRequest.PostAsync("/v1/documents?wait=30&name=letter.txt", new() { DataByte = Encoding.UTF8.GetBytes(Letter()) });
        var document = (await uploaded.JsonAsync())!.Value.GetProperty("arrivals")[0].GetProperty("document_id").GetString();
        await page.GotoAsync("/documents/" + document);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete…" })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Parse again" })).ToBeDisabledAsync();
        await PageCheck.HasNoViolationsAsync(page, "document-viewer");
        Assert.Equal(403, (await page.GotoAsync($"/documents/{document}/delete"))!.Status);
        Assert.Equal(403, (await page.APIRequest.DeleteAsync("/v1/documents/" + document)).Status);

        Assert.Equal(403, (await page.GotoAsync("/failures/retry"))!.Status);
        Assert.Equal(403, (await page.GotoAsync("/keys"))!.Status);
        var asked = await page.APIRequest.PostAsync("/v1/operations", new() { DataObject = new { kind = "retry" } });
        Assert.Equal(403, asked.Status);
        Assert.Contains("needs the role operator", await asked.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(403, (await page.APIRequest.PostAsync("/failures/retry", new() { Form = page.APIRequest.CreateFormData() })).Status);

        // What is revoked ends the session that began with it.
        await admin.Locator("tr", new() { HasText = "a watcher" }).First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Status)).ToContainTextAsync("revoked");
        for (var patience = 100; patience > 0 && !page.Url.Contains("sign-in", StringComparison.Ordinal); patience--)
        {
            await page.GotoAsync("/failures");
        }

        await Expect(page.GetByLabel("Or paste an API key")).ToBeVisibleAsync();
        await admin.GotoAsync("/failures/arrivals?format=txt");
        await Expect(admin.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_forged_retry_is_refused()
    {
        var page = await platform.SignInAsync();
        var forged = await page.APIRequest.PostAsync("/failures/retry", new() { Form = page.APIRequest.CreateFormData() });
        Assert.Equal(400, forged.Status);
        Assert.Contains("did not come from a page of ours", await forged.TextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Uploads a document without text, and waits until it is among the failures.</summary>
    private static async Task<string> DropBlankAsync(IPage page)
    {
        var name = $"blank-{Guid.NewGuid():N}.txt";
        var form = page.APIRequest.CreateFormData();
        form.Append("files", new FilePayload { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(new string('\n', Random.Shared.Next(1, 100_000))) });
        Assert.Equal(200, (await page.APIRequest.PostAsync("/v1/documents?wait=30", new() { Multipart = form })).Status);
        for (var patience = 100; patience > 0; patience--)
        {
            await page.GotoAsync("/failures/arrivals?format=txt");
            if (await page.GetByRole(AriaRole.Link, new() { Name = name }).CountAsync() > 0)
            {
                return name;
            }
        }

        throw new TimeoutException($"{name} did not come among the failures.");
    }

    private static string Letter() =>
        $"""
        The mill at the weir turns again

        The mill at the weir turns again since Tuesday, the parish clerk wrote, after the wheel had been lifted and two of its arms renewed.
        Flour is sold on market days, and the miller asks that carts wait on the far side of the bridge.

        Number of this letter: {Guid.NewGuid()}
        """;
}
