using Npgsql;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Keeping;

/// <summary><c>deploy/backup</c> of a running platform, <c>deploy/restore</c> into another database, and a platform on that.</summary>
public sealed class BackupTests(Servers servers) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-backup-");

    private string Backup => Path.Combine(_folder.FullName, "backup");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_backed_up_is_there_after_restoring_and_a_subscriber_goes_on_with_its_old_cursor()
    {
        var old = await servers.CreateDatabaseAsync(migrated: false);
        var (cursor, before) = await FillAndBackUpAsync(old);

        var admin = new NpgsqlConnectionStringBuilder(old) { Database = "restored_" + Guid.NewGuid().ToString("N")[..12] }.ConnectionString;
        var data = await DataAsync("restored", admin);
        await Shell.RunAsync(Script("restore"), ["--data", data, Backup], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Postgres"] = admin, ["ConnectionStrings__RabbitMq"] = servers.RabbitMq,
        });

        var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal);
        foreach (var service in new[] { "Fetcher", "Parser", "Storage", "Gateway" })
        {
            settings[service + ":Content__Root"] = Path.Combine(data, "content");
        }

        await using var platform = await RunningPlatform.StartAsync(admin, servers.RabbitMq, settings);
        await platform.Inbox.DropAsync("after.txt", Corpus.Text(8902));
        var after = await platform.Client.EventOfAsync("after.txt");
        var page = await platform.Client.GetAsync($"/v1/events?limit=1000&after={Uri.EscapeDataString(cursor)}");

        Assert.Equal([before, after.GetProperty("id").GetString()], page.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("id").GetString()));
        await Wait.UntilAsync("the books to close", async () => (await platform.Client.BooksAsync()) is { Closed: true, Stored: 3 }); // the row closes behind the event
        Assert.Equal(2, await Database.ScalarAsync<int>(admin, "SELECT epoch FROM library.feed"));
        var documents = await platform.Client.GetAsync("/v1/documents");
        foreach (var document in documents.GetProperty("documents").EnumerateArray())
        {
            using var raw = await platform.Client.Http.GetAsync($"/v1/documents/{document.GetProperty("id").GetString()}/raw", TestContext.Current.CancellationToken);
            Assert.True(raw.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_touched()
    {
        await FillAndBackUpAsync(await servers.CreateDatabaseAsync(migrated: false));
        var content = Directory.EnumerateFiles(Path.Combine(Backup, "content"), "*", SearchOption.AllDirectories).First();
        await File.AppendAllTextAsync(content, "x", TestContext.Current.CancellationToken);

        var refused = await Shell.TryAsync(Script("restore"), ["--data", Path.Combine(_folder.FullName, "nowhere"), Backup]);

        Assert.Equal(2, refused.Code);
        Assert.Contains("not what was written", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "nowhere")));
    }

    /// <summary>Runs a platform with two documents and backs it up as it runs: a cursor between the two, and the id of the second's event.</summary>
    private async Task<(string Cursor, string? Second)> FillAndBackUpAsync(string admin)
    {
        await using var platform = await RunningPlatform.StartAsync(admin, servers.RabbitMq, SharedPlatform.Quick);
        await platform.Inbox.DropAsync("one.txt", Corpus.Text(8900));
        await platform.Client.EventOfAsync("one.txt");
        var cursor = (await platform.Client.GetAsync("/v1/events")).GetProperty("next").GetString()!;
        await platform.Inbox.DropAsync("two.txt", Corpus.Text(8901));
        var second = await platform.Client.EventOfAsync("two.txt");
        await Wait.UntilAsync("the books to close", async () => (await platform.Client.BooksAsync()) is { Closed: true, Stored: 2 });

        var data = await DataAsync("old", admin);
        Directory.CreateSymbolicLink(Path.Combine(data, "content"), platform.ContentRoot);
        await Shell.RunAsync(Script("backup"), ["--data", data, Backup]);
        await Shell.RunAsync(Script("backup"), ["--data", data, Backup]); // a second time copies what is new
        return (cursor, second.GetProperty("id").GetString());
    }

    /// <summary>A data folder as <c>deploy/up</c> keeps one, for servers that run already.</summary>
    private async Task<string> DataAsync(string name, string admin)
    {
        var data = _folder.CreateSubdirectory(name);
        data.CreateSubdirectory("run");
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "run", "servers"), $"{admin}\n{servers.RabbitMq}\n");
        var password = new NpgsqlConnectionStringBuilder(Database.As("fetcher", admin)).Password;
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "secrets.env"), $"PLATFORM_FETCHER_PASSWORD={password}\nPLATFORM_STORAGE_PASSWORD={password}\nPLATFORM_GATEWAY_PASSWORD={password}\n");
        return data.FullName;
    }

    private static string Script(string name) => Path.Combine(Repository.Root, "deploy", name);
}
