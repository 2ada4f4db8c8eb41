using System.Globalization;
using System.Net;
using System.Text.Json;
using MassTransit;
using Platform.Contracts;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>A platform that mirrors two folders, the first with rules of its own.</summary>
public sealed class MirroredFolders(Servers servers) : IAsyncLifetime
{
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("platform-mirror-");

    public RunningPlatform Platform { get; private set; } = null!;

    /// <summary>The folder of a source.</summary>
    public Inbox Of(string source) => new(Path.Combine(Folder.FullName, source));

    public async ValueTask InitializeAsync()
    {
        Folder.CreateSubdirectory("papers");
        Folder.CreateSubdirectory("shelf");
        Folder.CreateSubdirectory("mount");
        Folder.CreateSubdirectory("lent");
        var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
        {
            ["Fetcher:Sources__papers__Include__0"] = "**/*.txt",
            ["Fetcher:Sources__papers__Exclude__0"] = "drafts/**",
            ["Fetcher:Sources__papers__FolderTags"] = "true",
            ["Fetcher:Sources__papers__Tags__0"] = "archive",
            ["Fetcher:Sources__papers__Language"] = "eo",
            ["Fetcher:Sources__lent__Removals"] = "report",
        };
        foreach (var source in new[] { "papers", "shelf", "mount", "lent" })
        {
            settings[$"Fetcher:Sources__{source}__Kind"] = "mirror";
            settings[$"Fetcher:Sources__{source}__Root"] = Path.Combine(Folder.FullName, source);
            settings[$"Fetcher:Sources__{source}__SettleTime"] = "00:00:00.3";
            settings[$"Fetcher:Sources__{source}__GraceTime"] = "00:00:01";
            settings[$"Fetcher:Sources__{source}__ScanInterval"] = "00:00:00.3";
        }

        Platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Shell.RunAsync("rm", ["-rf", Folder.FullName]);
    }
}

/// <summary>A folder that is read and left as it is: each file is a document that keeps its place while its content changes.</summary>
public sealed class MirrorTests(MirroredFolders mirrored) : IClassFixture<MirroredFolders>
{
    private readonly RunningPlatform _platform = mirrored.Platform;

    private Inbox Shelf => mirrored.Of("shelf");

    [Fact]
    public async Task A_file_is_a_document_at_its_place_and_each_change_of_its_content_a_revision()
    {
        await Shelf.DropAsync("reports/100% ready.txt", Faults.Corpus.Text(60_001));
        var first = await _platform.Client.RecordOfAsync("reports/100% ready.txt");
        Assert.Equal("folder:shelf/reports/100% ready.txt", first.GetProperty("location").GetString());
        Assert.Equal(Faults.Corpus.Hash(Faults.Corpus.Text(60_001)), first.GetProperty("content_hash").GetString());

        // Only touched: what is known of its times is renewed, and nothing comes of it.
        File.SetLastWriteTimeUtc(Shelf.PathOf("reports", "100% ready.txt"), new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Wait.UntilAsync("its new times to be known", async () => await CountAsync(
            $"SELECT count(*) FROM acquisition.mirrored WHERE source = 'shelf' AND convert_from(path, 'UTF8') = 'reports/100% ready.txt' AND modified_ns = {new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000}") == 1);
        Assert.Equal(1, await ArrivalsAsync("reports/100% ready.txt"));

        await Shelf.DropAsync("reports/100% ready.txt", Faults.Corpus.Text(60_002));
        await Wait.UntilAsync("the second revision", async () => await CountAsync("SELECT revision::bigint FROM library.records WHERE location = 'folder:shelf/reports/100% ready.txt'") == 2);

        var events = await _platform.Client.AllEventsAsync();
        Assert.Equal(
            ["document.stored.v1", "document.revised.v1"],
            events.Where(happened => happened.GetProperty("data").GetProperty("name").GetString() == "reports/100% ready.txt").Select(happened => happened.GetProperty("type").GetString()!));
        Assert.Equal(2, await ArrivalsAsync("reports/100% ready.txt"));
        Assert.Equal(Faults.Corpus.Text(60_002), await File.ReadAllTextAsync(Shelf.PathOf("reports", "100% ready.txt"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Shelf.Listing(), path => path.StartsWith("done", StringComparison.Ordinal) || path.StartsWith(".processing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Globs_tags_language_and_side_cars_hold_as_in_a_watched_folder()
    {
        var papers = mirrored.Of("papers");
        await papers.DropAsync("drafts/one.txt", Faults.Corpus.Text(60_010));
        await papers.DropAsync("three.html", Faults.Corpus.Text(60_011));
        await papers.DropAsync("ports/two.txt.meta.json", """{ "title": "The second paper", "tags": ["trade"] }""");
        await papers.DropAsync("ports/two.txt", "42 7\n");

        var record = await _platform.Client.RecordOfAsync("ports/two.txt");

        Assert.Equal("The second paper", record.GetProperty("title").GetString());
        Assert.Equal(["archive", "trade", "ports"], record.GetProperty("source_tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.Equal("eo", record.GetProperty("language").GetString());
        await papers.DropAsync("ports/four.txt.meta.json", "{ not JSON");
        await papers.DropAsync("ports/four.txt", Faults.Corpus.Text(60_012));
        var refused = await _platform.Client.EventOfAsync("ports/four.txt");
        Assert.Equal("bad_side_car", refused.GetProperty("data").GetProperty("reason").GetProperty("code").GetString());
        await papers.DropAsync("ports/four.txt.meta.json", """{ "title": "Mended" }""");
        await Wait.UntilAsync("the document with its mended side-car", async () => await CountAsync("SELECT count(*) FROM library.records WHERE title = 'Mended'") == 1);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE name LIKE 'drafts/%' OR name LIKE '%.html' OR name LIKE '%.meta.json'"));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_rejected_once_and_read_when_it_is_mended()
    {
        await Shelf.DropAsync("empty.txt", "");
        File.CreateSymbolicLink(Shelf.PathOf("link.txt"), "/etc/hostname");
        var empty = await _platform.Client.EventOfAsync("empty.txt");
        var link = await _platform.Client.EventOfAsync("link.txt");
        Assert.Equal(("empty", "symbolic_link"), (Code(empty), Code(link)));
        File.SetLastWriteTimeUtc(Shelf.PathOf("empty.txt"), DateTime.UnixEpoch);
        await ScannedTwiceAsync("shelf");
        Assert.Equal((1, 1), (await ArrivalsAsync("empty.txt"), await ArrivalsAsync("link.txt")));

        await Shelf.DropAsync("empty.txt", Faults.Corpus.Text(60_020));

        await Wait.UntilAsync("the file that is empty no more", async () => await CountAsync("SELECT count(*) FROM library.records WHERE location = 'folder:shelf/empty.txt'") == 1);
        static string? Code(JsonElement happened) => happened.GetProperty("data").GetProperty("reason").GetProperty("code").GetString();
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_read_when_its_writer_has_closed_it()
    {
        var text = Faults.Corpus.Text(60_030);
        await using (var writer = File.Create(Shelf.PathOf("written.txt")))
        {
            await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text[..40]), TestContext.Current.CancellationToken);
            await writer.FlushAsync(TestContext.Current.CancellationToken);
            await ScannedTwiceAsync("shelf");
            await ScannedTwiceAsync("shelf");
            Assert.Equal(0, await ArrivalsAsync("written.txt"));
            await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text[40..]), TestContext.Current.CancellationToken);
        }

        var record = await _platform.Client.RecordOfAsync("written.txt");
        Assert.Equal(Faults.Corpus.Hash(text), record.GetProperty("content_hash").GetString());
        Assert.Equal(1, await ArrivalsAsync("written.txt"));
    }

    [Fact]
    public async Task A_file_that_stays_empty_is_no_empty_file_while_its_writer_has_it_open()
    {
        await using (var writer = File.Create(Shelf.PathOf("begun.txt")))
        {
            await Shelf.DropAsync("closed and empty.txt", "");
            await _platform.Client.EventOfAsync("closed and empty.txt");
            await ScannedTwiceAsync("shelf");
            Assert.Equal(0, await ArrivalsAsync("begun.txt"));
            await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Faults.Corpus.Text(60_031)), TestContext.Current.CancellationToken);
        }

        await _platform.Client.RecordOfAsync("begun.txt");
        Assert.Equal(1, await ArrivalsAsync("begun.txt"));
    }

    [Fact]
    public async Task A_file_that_is_taken_away_is_counted_as_gone_and_counts_again_when_it_is_back()
    {
        await Shelf.DropAsync("lent.txt", Faults.Corpus.Text(60_040));
        await _platform.Client.EventOfAsync("lent.txt");
        File.Move(Shelf.PathOf("lent.txt"), Path.Combine(mirrored.Folder.FullName, "lent.txt"));
        await Wait.UntilAsync("it to be gone", async () => (await SourceAsync("shelf")).GetProperty("gone").GetInt32() == 1);
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM acquisition.mirrored WHERE gone_at IS NOT NULL AND convert_from(path, 'UTF8') = 'lent.txt'"));
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM library.records WHERE location = 'folder:shelf/lent.txt'"));

        File.Move(Path.Combine(mirrored.Folder.FullName, "lent.txt"), Shelf.PathOf("lent.txt"));

        await Wait.UntilAsync("it to be back", async () => (await SourceAsync("shelf")).GetProperty("gone").GetInt32() == 0);
        Assert.Equal(1, await ArrivalsAsync("lent.txt"));
    }

    [Fact]
    public async Task A_folder_that_is_away_or_replaced_by_the_place_of_its_mount_loses_no_file_and_gives_none()
    {
        var (mount, aside) = (mirrored.Of("mount"), Path.Combine(mirrored.Folder.FullName, "mount-aside"));
        await mount.DropAsync("one.txt", Faults.Corpus.Text(60_050));
        await mount.DropAsync("two.txt", Faults.Corpus.Text(60_051));
        await _platform.Client.EventOfAsync("two.txt");
        Directory.Move(mount.Root, aside);
        await Wait.UntilAsync("the source to miss its folder", async () => Problem(await SourceAsync("mount"))?.Contains("Make or mount it", StringComparison.Ordinal) == true);

        Directory.CreateDirectory(mount.Root);
        await mount.DropAsync("README", "Nothing is mounted here.");
        await Wait.UntilAsync("the source to tell the place of a mount", async () => Problem(await SourceAsync("mount"))?.Contains("not mounted", StringComparison.Ordinal) == true);
        await ScannedTwiceAsync("mount");
        await ScannedTwiceAsync("mount");
        Assert.Equal((0, 0), (await CountAsync("SELECT count(*) FROM acquisition.mirrored WHERE source = 'mount' AND gone_at IS NOT NULL"), await ArrivalsAsync("README")));

        Directory.Delete(mount.Root, recursive: true);
        Directory.Move(aside, mount.Root);
        await mount.DropAsync("three.txt", Faults.Corpus.Text(60_052));

        await _platform.Client.EventOfAsync("three.txt");
        var source = await SourceAsync("mount");
        Assert.Equal((true, 3, 0), (source.GetProperty("healthy").GetBoolean(), source.GetProperty("files").GetInt32(), source.GetProperty("gone").GetInt32()));
        Assert.Equal(3, await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE source = 'mount'"));

        // The same folder, emptied: that is what it looks like.
        Directory.GetFiles(mount.Root).ToList().ForEach(File.Delete);
        await Wait.UntilAsync("all files to be gone", async () => (await SourceAsync("mount")).GetProperty("gone").GetInt32() == 3);
        static string? Problem(JsonElement source) => source.GetProperty("problem").GetString();
    }

    [Fact]
    public async Task A_mirror_is_paused_resumed_and_scanned_like_any_source()
    {
        Assert.Equal(HttpStatusCode.OK, await CommandAsync("papers", "pause"));
        Assert.Equal("paused", (await SourceAsync("papers")).GetProperty("state").GetString());
        await mirrored.Of("papers").DropAsync("patient/paper.txt", Faults.Corpus.Text(60_060));
        await Shelf.DropAsync("beside-the-paused.txt", Faults.Corpus.Text(60_061));
        await _platform.Client.EventOfAsync("beside-the-paused.txt");
        Assert.Equal(0, await ArrivalsAsync("patient/paper.txt"));

        Assert.Equal(HttpStatusCode.OK, await CommandAsync("papers", "resume"));
        Assert.Equal(HttpStatusCode.OK, await CommandAsync("papers", "scan"));

        await _platform.Client.EventOfAsync("patient/paper.txt");
        var source = await SourceAsync("papers");
        Assert.Equal(("mirror", "polling", "running"), (source.GetProperty("kind").GetString(), source.GetProperty("mode").GetString(), source.GetProperty("state").GetString()));
        var batch = (await _platform.Client.GetAsync("/v1/batches?limit=100")).GetProperty("batches").EnumerateArray().First(item => item.GetProperty("source").GetString() == "papers");
        Assert.Equal("mirror", batch.GetProperty("kind").GetString());
        await Wait.UntilAsync("its batches to settle", async () => await CountAsync("SELECT count(*) FROM acquisition.batches WHERE source = 'papers' AND settled_at IS NULL") == 0);
    }

    [Fact]
    public async Task A_removal_is_reported_once_it_is_sure_and_what_is_back_or_held_the_same_bytes_is_entered_anew()
    {
        var lent = mirrored.Of("lent");
        var text = Faults.Corpus.Text(60_070);
        await lent.DropAsync("a.txt", text);
        await _platform.Client.EventOfAsync("a.txt");
        await lent.DropAsync("b.txt", text);
        await _platform.Client.EventOfAsync("b.txt");
        var reported = new System.Collections.Concurrent.ConcurrentQueue<LocationRemoved>();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(_platform.RabbitMq));
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint => endpoint.Handler<LocationsRemoved>(async context =>
            {
                // As the library answers: the document is deleted, and so are its bytes wherever else they lie.
                context.Message.Removals.ToList().ForEach(reported.Enqueue);
                await context.Publish(new RemovalsSettled
                {
                    Removals = [.. context.Message.Removals.Select(removal => new RemovalSettled
                    {
                        Location = removal.Location, ObservedAt = removal.ObservedAt, DocumentId = Guid.NewGuid(), ContentHash = Faults.Corpus.Hash(text),
                    })],
                });
            }));
        });
        await bus.StartAsync(TestContext.Current.CancellationToken);

        File.Delete(lent.PathOf("a.txt"));

        await Wait.UntilAsync("the removal to be answered", async () => await CountAsync("SELECT count(*) FROM acquisition.mirrored WHERE location = 'folder:lent/a.txt' AND reported_at IS NOT NULL") == 1);
        Assert.All(reported, removal => Assert.Equal(("lent", "folder:lent/a.txt"), (removal.Source, removal.Location)));
        await Wait.UntilAsync("the other file of these bytes to be entered anew", async () => await ArrivalsAsync("b.txt") == 2);
        await lent.DropAsync("a.txt", text);
        await Wait.UntilAsync("the file that is back to be entered anew", async () => await ArrivalsAsync("a.txt") == 2);
        await bus.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<JsonElement> SourceAsync(string name) => _platform.Client.GetAsync("/v1/sources/" + name);

    private async Task ScannedTwiceAsync(string source)
    {
        for (var scan = 0; scan < 2; scan++)
        {
            var before = (await SourceAsync(source)).GetProperty("scanned_at").GetString();
            await Wait.UntilAsync("a scan", async () => (await SourceAsync(source)).GetProperty("scanned_at").GetString() != before);
        }
    }

    private Task<long> ArrivalsAsync(string name) => CountAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM acquisition.arrivals WHERE name = '{name}'"));

    private Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(_platform.Admin, sql);

    private async Task<HttpStatusCode> CommandAsync(string source, string command)
    {
        using var answer = await _platform.Client.Http.PostAsync($"/v1/sources/{source}/{command}", content: null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
