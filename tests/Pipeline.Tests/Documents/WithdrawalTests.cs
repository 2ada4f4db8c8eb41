using System.Text;
using MassTransit;
using Platform.Contracts;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Documents that go since their source has them no more, or does not keep them longer: asked over the bus as the Fetcher asks.</summary>
public sealed class WithdrawalTests(Servers servers) : IAsyncLifetime
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<RemovalSettled> _answers = new();
    private RunningPlatform _platform = null!;
    private IBusControl _bus = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Sources__inbox__KeepDocuments"] = "00:00:03" };
        _platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, settings);
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(_platform.RabbitMq));
            rabbit.ReceiveEndpoint("tests.removals", endpoint => endpoint.Handler<RemovalsSettled>(context =>
            {
                context.Message.Removals.ToList().ForEach(_answers.Enqueue);
                return Task.CompletedTask;
            }));
        });
        await _bus.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(TestContext.Current.CancellationToken);
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Documents_go_with_their_place_but_for_newer_ones_and_with_their_age()
    {
        var observed = DateTimeOffset.UtcNow;
        await StoreAsync("folder:mirror/a.txt", "a text at a place", observed);
        await StoreAsync("folder:mirror/b.txt", "b text at a place", observed.AddMinutes(2));
        var document = (await DocumentsAsync("folder:mirror/a.txt")).Single();
        var removed = observed.AddMinutes(1);

        // Twice, as the Fetcher does until it hears: the answer is the same.
        for (var times = 0; times < 2; times++)
        {
            await RemoveAsync(removed, "folder:mirror/a.txt", "folder:mirror/b.txt", "folder:mirror/never.txt");
        }

        await Wait.UntilAsync("the answers", () => Task.FromResult(_answers.Count == 6));
        Assert.Equal([document, document], _answers.Where(answer => answer.Location.EndsWith("a.txt", StringComparison.Ordinal)).Select(answer => answer.DocumentId?.ToString()));
        Assert.All(_answers.Where(answer => !answer.Location.EndsWith("a.txt", StringComparison.Ordinal)), answer => Assert.Null(answer.DocumentId));
        Assert.Empty(await DocumentsAsync("folder:mirror/a.txt"));
        Assert.Single(await DocumentsAsync("folder:mirror/b.txt"));
        Assert.Equal("source mirror, removed_at_source", await TombstoneAsync(document));

        // What came again at the place afterwards is a document of its own, which the old removal leaves alone.
        await StoreAsync("folder:mirror/a.txt", "a text at a place", observed.AddMinutes(3));
        await RemoveAsync(removed, "folder:mirror/a.txt");
        await Wait.UntilAsync("the answer", () => Task.FromResult(_answers.Count == 7));
        Assert.NotEqual(document, Assert.Single(await DocumentsAsync("folder:mirror/a.txt")));

        // And a source that keeps documents for three seconds has none after a while, though its books stay.
        await _platform.Inbox.DropAsync("short-lived.txt", Corpus.Text(8810));
        var arrival = (await _platform.Client.EventOfAsync("short-lived.txt")).GetProperty("data");
        var old = arrival.Text("document_id");
        await Wait.UntilAsync("its end", async () => (await Database.ColumnAsync(_platform.Admin, $"SELECT document_id FROM library.tombstones WHERE document_id = '{old}'")).Count == 1);
        Assert.Equal("source inbox, expired", await TombstoneAsync(old));
        Assert.Equal(1, (await _platform.Client.BooksAsync()).Stored);
    }

    private async Task StoreAsync(string location, string text, DateTimeOffset observedAt)
    {
        var ending = LibraryStore.Parsed(location, text, observedAt);
        await _bus.Publish(new DocumentsParsed { Documents = [new DocumentParsed { Arrival = ending.Arrival, ParsedAt = ending.At, Document = ending.Document }] });
        await Wait.UntilAsync("the record", async () => (await Database.ColumnAsync(_platform.Admin, $"SELECT 1 FROM library.outcomes WHERE arrival_id = '{ending.Arrival.Id}'")).Count == 1);
    }

    private Task RemoveAsync(DateTimeOffset at, params string[] locations) => _bus.Publish(
        new LocationsRemoved { Removals = [.. locations.Select(location => new LocationRemoved { Source = "mirror", Location = location, ObservedAt = at })] });

    private Task<List<string>> DocumentsAsync(string location) => Database.ColumnAsync(_platform.Admin, $"SELECT document_id FROM library.records WHERE location = '{location}'");

    private async Task<string> TombstoneAsync(string document) =>
        Assert.Single(await Database.ColumnAsync(_platform.Admin, $"SELECT deleted_by || ', ' || reason_code FROM library.tombstones WHERE document_id = '{document}'"));
}
