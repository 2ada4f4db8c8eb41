using System.Diagnostics;
using Npgsql;

namespace Platform.Benchmarks;

/// <summary>How long each page of the dashboard takes beside many records and many failures: each is fetched again and again, one after the other, as a browser with a session does.</summary>
public static class PagesRun
{
    // Batches of 500, so that there are lists of them to page through; every record has its arrival and its outcome, every failure one of twelve reasons.
    private const string LedgerSql = """
        INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at, closed_at, settled_at)
        SELECT md5('batch' || n)::uuid, 'generated', 'folder', 'batch ' || n, ''::bytea, 0, now() - n * interval '1 minute', now(), now() - n * interval '1 minute'
        FROM generate_series(0, (SELECT count(*) FROM library.records WHERE source = 'generated') / 500 + @failures / 500) AS n;
        INSERT INTO acquisition.arrivals (id, source, batch_id, name, path, size, modified_ns, content_hash, state, publishes, faults, due_at, document_id, observed_at, fetched_at, settled_at)
        SELECT arrival_id, 'generated', md5('batch' || (row_number() OVER ()) / 500)::uuid, name, ''::bytea, size, 0, content_hash, 'stored', 1, 0, now(), document_id, stored_at, stored_at, stored_at
        FROM library.records WHERE source = 'generated';
        INSERT INTO library.outcomes (arrival_id, attempt, outcome, document_id, source, name, size, content_hash, observed_at, parsed_at, settled_at)
        SELECT arrival_id, 1, 'stored', document_id, source, name, size, content_hash, stored_at, stored_at, stored_at FROM library.records WHERE source = 'generated';
        INSERT INTO acquisition.arrivals (id, source, batch_id, name, path, size, modified_ns, state, publishes, faults, due_at, reason_code, reason, reason_stage, observed_at, fetched_at, settled_at)
        SELECT md5('failure' || n)::uuid, 'generated', md5('batch' || n / 500)::uuid, 'failure ' || n || '.txt', ''::bytea, n, 0, CASE WHEN n % 3 = 0 THEN 'failed' ELSE 'rejected' END, 1, 0, now(),
            'reason_' || n % 12, 'It cannot be read, so mend it and drop it again.', (ARRAY['fetcher', 'parser', 'storage'])[n % 3 + 1],
            now() - n * interval '1 second', now() - n * interval '1 second', now() - n * interval '1 second'
        FROM generate_series(1, @failures) AS n;
        INSERT INTO library.outcomes (arrival_id, attempt, outcome, source, name, size, reason_code, reason, reason_stage, observed_at, settled_at)
        SELECT id, 1, state, source, name, size, reason_code, reason, reason_stage, observed_at, settled_at FROM acquisition.arrivals WHERE reason_code LIKE 'reason_%';
        INSERT INTO library.events (epoch, id, type, time, source, arrival_id, document_id, data)
        SELECT (SELECT max(epoch) FROM library.feed), arrival_id, 'document.' || outcome || '.v1', settled_at, source, arrival_id, document_id, '{}' FROM library.outcomes WHERE source = 'generated'
        """;

    /// <param name="count">Records.</param>
    /// <param name="failures">Rejections and failures.</param>
    /// <param name="looks">Looks at each page.</param>
    /// <param name="data">Where the library is kept, which may be one of <c>library</c>; null for a folder that goes with the run.</param>
    public static async Task<int> RunAsync(int count, int failures, int looks, string? data)
    {
        var folder = data is null ? Directory.CreateTempSubdirectory("platform-bench-") : Directory.CreateDirectory(data);
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var library = await FilledLibrary.StartAsync(Path.Combine(folder.FullName, "large"), count, isIndexed: data is not null);
            await FillAsync(library.Database, failures);
            Console.WriteLine($"{count:N0} records, {failures:N0} failures, {looks} looks at each page");
            foreach (var page in await PagesAsync(library.Database))
            {
                await LookAsync(library.Run.Http, page, looks);
            }

            return 0;
        }
        finally
        {
            if (data is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>Fills the ledger and the log, where it was not done before.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, int failures)
    {
        await using (var filled = database.CreateCommand("SELECT EXISTS (SELECT FROM acquisition.arrivals WHERE source = 'generated')"))
        {
            if ((bool)(await filled.ExecuteScalarAsync())!)
            {
                return;
            }
        }

        foreach (var statement in LedgerSql.Split(";\n"))
        {
            await using var command = database.CreateCommand(statement);
            if (statement.Contains("@failures", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue("failures", failures);
            }

            await command.ExecuteNonQueryAsync();
        }

        await using var vacuum = database.CreateCommand("VACUUM ANALYZE");
        await vacuum.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<string>> PagesAsync(NpgsqlDataSource database)
    {
        var batch = await OneAsync("SELECT batch_id FROM acquisition.arrivals WHERE state = 'stored' LIMIT 1");
        var document = await OneAsync("SELECT document_id FROM library.records OFFSET 1000 LIMIT 1");
        var arrival = await OneAsync("SELECT id FROM acquisition.arrivals WHERE state = 'rejected' LIMIT 1");
        return
        [
            "/", "/documents", $"/documents/{document}", "/batches", $"/batches/{batch}", $"/arrivals/{arrival}", "/failures", "/failures/arrivals", "/failures/arrivals?reason=reason_5",
            "/failures/arrivals?format=txt", "/failures/retry?reason=reason_5", "/sources", "/subscriptions", "/queues", "/services", "/operations", "/audit", "/keys",
        ];

        async Task<Guid> OneAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            return (Guid)(await command.ExecuteScalarAsync())!;
        }
    }

    private static async Task LookAsync(HttpClient http, string page, int looks)
    {
        var times = new List<double>();
        for (var look = -3; look < looks; look++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await http.GetAsync(new Uri(page, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            if (look >= 0)
            {
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine($"{(page.Length > 45 ? page[..44] + "…" : page),-46} p50 {times[times.Count / 2],5:0} ms   p95 {times[times.Count * 95 / 100],5:0} ms");
    }
}
