using System.Globalization;
using System.Text.Json;
using MimeKit;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Web;

/// <summary>Mailboxes of a real IMAP server, from the message to the record.</summary>
public sealed class MailboxTests(Servers servers)
{
    [Fact]
    public async Task Messages_become_documents_once_each_and_the_mailbox_is_left_or_emptied_as_it_is_said()
    {
        Assert.SkipUnless(MailServer.IsInstalled, "Dovecot is not installed; deploy/test installs dovecot-imapd.");
        await using var mail = new MailServer();
        await mail.StartAsync();
        await mail.DeliverAsync("INBOX", Message(1), Message(2), Message(3));
        await mail.DeliverAsync("Tray", Message(10), Message(11));
        await mail.DeliverAsync("Filed");
        await mail.DeliverAsync("Shelf", Message(20));
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, new Dictionary<string, string>([.. SharedPlatform.Quick, .. Source("letters", mail), .. Source("tray", mail), .. Source("shelf", mail)], StringComparer.Ordinal)
            {
                ["Fetcher:Sources__tray__Folders__0"] = "Tray",
                ["Fetcher:Sources__tray__After"] = "move",
                ["Fetcher:Sources__tray__MoveTo"] = "Filed",
                ["Fetcher:Sources__shelf__Folders__0"] = "Shelf",
                ["Fetcher:Sources__shelf__After"] = "flag",
            });

        await UntilStoredAsync(platform, "letters", 3);
        await UntilStoredAsync(platform, "tray", 2);
        await UntilStoredAsync(platform, "shelf", 1);
        Assert.Equal(["mid:letter-1@example.org", "mid:letter-2@example.org", "mid:letter-3@example.org"], await Database.ColumnAsync(platform.Admin, "SELECT location FROM acquisition.arrivals WHERE source = 'letters' ORDER BY location"));
        var record = await platform.Client.RecordOfAsync("INBOX/1.eml");
        Assert.Equal("Letter 1 from the lock", record.GetProperty("title").GetString());
        Assert.Equal([false, false, false], await mail.SeenAsync("INBOX"));
        await Wait.UntilAsync("the tray to be emptied", async () => (await mail.SeenAsync("Tray")).Count == 0);
        Assert.Equal(2, (await mail.SeenAsync("Filed")).Count);
        await Wait.UntilAsync("the shelf to be marked", async () => (await mail.SeenAsync("Shelf")) is [true]);

        // After a kill it goes on behind the last message; one that comes again under another number is known by its id.
        await platform.Fetcher.KillAsync();
        await mail.DeliverAsync("INBOX", Message(4), Message(2));
        platform.Fetcher.Start();
        await platform.Fetcher.UntilReadyAsync();
        await ScanAsync(platform, "letters");
        await UntilStoredAsync(platform, "letters", 4);
        Assert.Equal(4, await Database.ScalarAsync<long>(platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE source = 'letters'"));

        // A password that is taken no more is said, without the password, and mended while it runs.
        await File.WriteAllTextAsync(mail.PasswordFile, "another-secret-0815\n", TestContext.Current.CancellationToken);
        await ScanAsync(platform, "letters");
        await Wait.UntilAsync("the mailbox to say what is wrong", async () => (await SourceAsync(platform, "letters")).GetProperty("problem").GetString()?.Contains("user name and password", StringComparison.Ordinal) == true);
        await File.WriteAllTextAsync(mail.PasswordFile, MailServer.Password + "\n", TestContext.Current.CancellationToken);
        await mail.DeliverAsync("INBOX", Message(5));
        await ScanAsync(platform, "letters");
        await UntilStoredAsync(platform, "letters", 5);
        Assert.True((await SourceAsync(platform, "letters")).GetProperty("healthy").GetBoolean());
        var log = await File.ReadAllTextAsync(platform.Fetcher.LogFile, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(MailServer.Password, log, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret-0815", log, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Source(string name, MailServer mail) => new(StringComparer.Ordinal)
    {
        [$"Fetcher:Sources__{name}__Kind"] = "mailbox",
        [$"Fetcher:Sources__{name}__Host"] = "127.0.0.1",
        [$"Fetcher:Sources__{name}__Port"] = mail.Port.ToString(CultureInfo.InvariantCulture),
        [$"Fetcher:Sources__{name}__User"] = MailServer.User,
        [$"Fetcher:Sources__{name}__PasswordFile"] = mail.PasswordFile,
        [$"Fetcher:Sources__{name}__Certificate"] = mail.Certificate,
    };

    private static MimeMessage Message(int number) => new(
        [new MailboxAddress("Lock Keeper", "keeper@example.org")],
        [new MailboxAddress("Harbour Office", "office@example.org")],
        string.Create(CultureInfo.InvariantCulture, $"Letter {number} from the lock"),
        new TextPart("plain") { Text = string.Create(CultureInfo.InvariantCulture, $"The lock keeper writes letter number {number} about the gates, which were oiled and painted before the winter came.\n") })
    {
        MessageId = string.Create(CultureInfo.InvariantCulture, $"letter-{number}@example.org"),
        Date = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero),
    };

    private static Task UntilStoredAsync(RunningPlatform platform, string source, long stored) => Wait.UntilAsync($"{stored} stored messages of {source}", async () =>
        (await platform.Client.GetAsync("/v1/sources")).GetProperty("sources").EnumerateArray().Any(item =>
            item.GetProperty("name").GetString() == source && item.GetProperty("books").GetProperty("stored").GetInt64() == stored));

    private static Task<JsonElement> SourceAsync(RunningPlatform platform, string name) => platform.Client.GetAsync("/v1/sources/" + name);

    /// <summary>Asks for a look and waits until it was had.</summary>
    private static async Task ScanAsync(RunningPlatform platform, string source)
    {
        var before = (await SourceAsync(platform, source)).GetProperty("scanned_at").GetDateTimeOffset();
        using var answer = await platform.Client.Http.PostAsync($"/v1/sources/{source}/scan", content: null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await Wait.UntilAsync($"a look at {source}", async () => (await SourceAsync(platform, source)).GetProperty("scanned_at").GetDateTimeOffset() > before);
    }
}
