using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace Platform.Benchmarks;

/// <summary>How fast the event log is read in pages of 1,000 through <c>GET /v1/events</c>, beside the same pages selected through Npgsql, in turn.</summary>
public static class FeedRun
{
    private const int Page = 1000;

    public static async Task<int> RunAsync(int events, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("platform-bench-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var servers = new Servers(Path.Combine(folder.FullName, "servers"));
            await servers.StartAsync();
            await servers.CreateDatabaseAsync("platform");

            await using var run = await PlatformRun.StartAsync(Path.Combine(folder.FullName, "platform"), servers);
            await using var database = NpgsqlDataSource.Create(servers.Database("platform"));
            await FillAsync(database, events);
            List<double> select = [], rest = [];
            for (var round = 0; round <= rounds; round++) // the first warms both up
            {
                var (selected, served) = (await SelectAsync(database, events), await RestAsync(run.Http, events));
                if (round > 0)
                {
                    select.Add(selected);
                    rest.Add(served);
                    Console.Error.WriteLine($"round {round}: SELECT {selected:N0} events/s, REST {served:N0}");
                }
            }

            Console.WriteLine($"{events:N0} events in pages of {Page:N0}, {rounds} rounds in turn, medians (min–max)");
            Console.WriteLine($"SELECT through Npgsql {Report.Median(select):N0} ({select.Min():N0}–{select.Max():N0}) events/s");
            Console.WriteLine($"GET /v1/events        {Report.Median(rest):N0} ({rest.Min():N0}–{rest.Max():N0}) events/s, {Report.Median(rest) / Report.Median(select):0.00} of it");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Events as Storage writes them, of the usual size.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, int events)
    {
        await using var fill = database.CreateCommand(
            """
            INSERT INTO library.events (epoch, id, type, time, source, arrival_id, document_id, data)
            SELECT 1, id, 'document.stored.v1', now(), 'inbox', id, id, jsonb_build_object('arrival_id', id, 'document_id', id, 'document_url', '/v1/documents/' || id, 'raw_url',
                '/v1/documents/' || id || '/raw', 'source', 'inbox', 'name', 'bulletin-' || number || '.html', 'content_hash', md5(id::text) || md5(number::text), 'title', 'Bulletin ' || number || ' of the harbour',
                'published_at', '2026-03-14', 'language', 'en', 'media_type', 'text/html', 'word_count', 312, 'size', 3120, 'tags', jsonb_build_array('harbour', 'grain'), 'countries', jsonb_build_array('KZ', 'FR'))
            FROM (SELECT gen_random_uuid() AS id, number FROM generate_series(1, $1) AS number) AS new
            """);
        fill.Parameters.Add(new NpgsqlParameter<int> { TypedValue = events });
        await fill.ExecuteNonQueryAsync();
        await using var vacuum = database.CreateCommand("VACUUM ANALYZE library.events");
        await vacuum.ExecuteNonQueryAsync();
    }

    private static async Task<double> SelectAsync(NpgsqlDataSource database, int events)
    {
        var clock = Stopwatch.StartNew();
        var (epoch, xid, seq, seen) = (0, 0UL, 0L, 0);
        while (seen < events)
        {
            await using var command = database.CreateCommand(
                """
                SELECT epoch, xid, seq, id, type, time, source, arrival_id, document_id, traceparent, data FROM library.events
                WHERE (epoch, xid, seq) > ($1, $2, $3) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY epoch, xid, seq LIMIT $4
                """);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch });
            command.Parameters.Add(new NpgsqlParameter { Value = xid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seq });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Page });
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                (epoch, xid, seq) = (row.GetInt32(0), row.GetFieldValue<ulong>(1), row.GetInt64(2));
                _ = (row.GetGuid(3), row.GetString(4), row.GetDateTime(5), row.GetString(6), row.GetGuid(7), row.GetGuid(8), row.IsDBNull(9), row.GetString(10));
                seen++;
            }
        }

        return events / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> RestAsync(HttpClient http, int events)
    {
        var clock = Stopwatch.StartNew();
        var (cursor, seen) = ("", 0);
        while (seen < events)
        {
            using var page = JsonDocument.Parse(await http.GetByteArrayAsync($"/v1/events?limit={Page}&after={cursor}"));
            seen += page.RootElement.GetProperty("events").GetArrayLength();
            cursor = page.RootElement.GetProperty("next").GetString();
        }

        return events / clock.Elapsed.TotalSeconds;
    }
}
