using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts;
using Platform.Pipeline.Tests.Running;
using Platform.Storage;
using Platform.Storage.EventLog;
using Platform.Storage.Records;
using Platform.Storage.Search;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Storage's one operation on a real database with its own role, without a bus between.</summary>
public sealed class LibraryStore(Servers servers) : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    public string Admin { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Admin = await servers.CreateDatabaseAsync(migrated: true);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(NpgsqlDataSource.Create(Database.As("storage", Admin)));
        services.AddPooledDbContextFactory<LibraryContext>((provider, options) => LibraryContext.Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<Doorbell>();
        services.AddSingleton<Hosting.Migration<LibraryContext>>();
        services.AddSingleton<Indexer>();
        services.AddSingleton<Library>();
        _services = services.BuildServiceProvider();
    }

    /// <summary>An arrival that is parsed: a document of one paragraph, whose bytes are its text.</summary>
    public static Ending Parsed(string? location, string text, DateTimeOffset observedAt, string? canonical = null, string rule = "canonical_link") => Ending.With(
        new DocumentParsed
        {
            Arrival = new Arrival
            {
                Id = Guid.CreateVersion7(),
                Source = "tests",
                Name = location ?? "dropped.txt",
                Size = text.Length,
                ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
                Location = location,
                ObservedAt = observedAt,
            },
            ParsedAt = observedAt,
        },
        new ParsedDocument
        {
            ParserVersion = "1",
            MediaType = "text/plain",
            Title = text,
            Evidence = canonical is null ? [] : [new Evidence { Field = "canonical_url", Value = canonical, Where = "link[rel=canonical]", Rule = rule, Confidence = 0.95 }],
            Authors = ["Анна \"A\" Example", "B\\C"],
            Blocks = [new Block { Kind = BlockKinds.Paragraph, Text = text }],
            WordCount = 1,
        });

    /// <summary>Ends the arrivals as one message; like the consumer it tries again where another writer was faster.</summary>
    public async Task<IReadOnlyList<Settlement>> EndAsync(params Ending[] endings)
    {
        while (true)
        {
            try
            {
                return await _services.GetRequiredService<Library>().EndAsync(endings, TestContext.Current.CancellationToken);
            }
            catch (Exception faster) when (faster is DbUpdateException or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected })
            {
                // What the other wrote is seen next time.
            }
        }
    }

    /// <summary>All revisions of the document at a location: number, title, and whether it is current.</summary>
    public Task<List<string>> HistoryAsync(string location) => Database.ColumnAsync(Admin, $"""
        SELECT revision || ' ' || title || kept FROM (
            SELECT revision, title, ' (current)' AS kept FROM library.records WHERE location = '{location}'
            UNION ALL
            SELECT v.revision, (jsonb_populate_record(NULL::library.records, v.record)).title, '' FROM library.revisions v JOIN library.records r USING (document_id) WHERE r.location = '{location}') AS revisions
        ORDER BY revision
        """);

    /// <summary>The types of the events about an arrival, with the revision that they name.</summary>
    public Task<List<string>> EventsAsync(Ending ending) => Database.ColumnAsync(
        Admin, $"SELECT concat_ws(' ', type, data->>'revision', data->>'current_revision') FROM library.events WHERE arrival_id = '{ending.Arrival.Id}' ORDER BY epoch, xid, seq");

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}
