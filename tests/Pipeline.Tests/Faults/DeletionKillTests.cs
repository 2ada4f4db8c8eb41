using System.Globalization;
using System.Net;
using Platform.Pipeline.Tests.Running;
using Platform.RawContent;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class DeletionKillTests(Servers servers, ITestOutputHelper output)
{
    private const int Documents = 120;
    private const int Copies = 40;
    private const int Deleted = 80;

    /// <summary>
    /// 80 of 120 documents are deleted by their readers, of which some have copies in the books; meanwhile Storage, Gateway and Fetcher are killed -9, at places drawn from a seed that is printed;
    /// PLATFORM_KILL_SEED repeats a run. Who gets no answer asks again, and is told that it is done.
    /// </summary>
    [Fact]
    public async Task Deletions_go_on_after_every_kill_and_leave_neither_bytes_without_a_document_nor_a_document_without_bytes()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        await DropAsync(platform, "first", Documents);
        await Wait.UntilAsync("all to be stored", async () => await platform.Client.BooksAsync() is { Stored: Documents });
        await DropAsync(platform, "copies", Copies);
        await Wait.UntilAsync("the copies to be duplicates", async () => await platform.Client.BooksAsync() is { Duplicate: Copies });
        var documents = await Database.ColumnAsync(platform.Admin, "SELECT document_id || ' ' || content_hash FROM library.records ORDER BY md5(document_id::text)");
        var (going, staying) = (documents[..Deleted].ConvertAll(Split), documents[Deleted..].ConvertAll(Split));

        var deleting = Parallel.ForEachAsync(going, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (document, _) => await DeleteAsync(platform, document.Id));
        var ended = 0L;
        foreach (var victim in new[] { platform.Storage, platform.Gateway, platform.Storage, platform.Fetcher, platform.Storage })
        {
            var until = Math.Min(ended + random.Next(1, Deleted / 5), Deleted - 1);
            await Wait.UntilAsync($"{until} to be deleted", async () => (ended = await CountAsync("SELECT count(*) FROM library.tombstones")) >= until);
            await victim.KillAsync();
            victim.Start();
        }

        await deleting;
        await Wait.UntilAsync("the bytes to be looked at", async () => await CountAsync("SELECT count(*) FROM library.released") == 0, TimeSpan.FromMinutes(3));

        var contents = new FileContentStore(platform.ContentRoot);
        Assert.DoesNotContain(going, document => contents.Has(document.Hash));
        Assert.All(staying, document => Assert.True(contents.Has(document.Hash)));
        Assert.Equal(going.Select(document => document.Id).Order(StringComparer.Ordinal), await Database.ColumnAsync(platform.Admin, "SELECT document_id FROM library.tombstones ORDER BY document_id::text COLLATE \"C\""));
        Assert.Equal(Documents - Deleted, await CountAsync("SELECT count(*) FROM library.records"));
        Assert.Equal(Deleted, await CountAsync("SELECT count(*) FROM library.events WHERE type = 'document.deleted.v1'"));
        Assert.Equal(Deleted, await CountAsync("SELECT count(DISTINCT document_id) FROM library.events WHERE type = 'document.deleted.v1'"));
        var books = await platform.Client.BooksAsync();
        Assert.Equal((Documents + Copies, Documents, Copies), (books.Observed, books.Stored, books.Duplicate));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }

    private static (string Id, string Hash) Split(string row) => (row[..36], row[37..]);

    private static async Task DropAsync(RunningPlatform platform, string name, int count)
    {
        var folder = Directory.CreateTempSubdirectory("deletions-").FullName;
        for (var number = 0; number < count; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number:000}.txt"), Corpus.Text(number), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder, platform.Inbox.PathOf(name));
    }

    private static Task DeleteAsync(RunningPlatform platform, string document) => Wait.UntilAsync(
        "the deletion of " + document,
        async () =>
        {
            using var answer = await platform.Client.Http.DeleteAsync(new Uri("/v1/documents/" + document, UriKind.Relative));
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Gone, HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound });
            return answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Gone;
        });
}
