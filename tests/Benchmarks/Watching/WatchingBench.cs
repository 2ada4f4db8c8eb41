using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Npgsql;
using Platform.Contracts;

namespace Platform.Benchmarks.Watching;

/// <summary>The parts of the bench, one after the other on one platform.</summary>
internal sealed class WatchingBench(PlatformRun run, NpgsqlDataSource database, string rabbitMq, string folder, WatchingReport report)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    public WatchingReport Report => report;

    /// <summary>A service runs for months; until its code is compiled nothing is measured.</summary>
    public async Task WarmAsync()
    {
        await FileTree.WriteAsync(Staged("warm"), 2000, "warm");
        Directory.Move(Staged("warm"), Path.Combine(run.Inbox, "warm"));
        await ClosedAsync(2000);
    }

    /// <summary>Single drops: by <c>mv</c> until the Parser could have them, and until their event, the latter also beside a backfill.</summary>
    public async Task DropsAsync(int drops, int backfill)
    {
        var fetched = await FetchedAsync(drops);
        report.Add("`mv` to `DocumentsFetched`, idle", Line(fetched), "p50 ≤ 100 ms", Benchmarks.Report.Percentile(fetched, 0.5) <= 100);
        await SampleDocuments.WriteAsync(Staged("idle"), drops, "idle");
        var idle = await run.LatenciesAsync(Staged("idle"));
        if (backfill == 0)
        {
            return;
        }

        await FileTree.WriteAsync(Staged("backfill"), backfill, "backfill");
        await SampleDocuments.WriteAsync(Staged("beside"), drops, "beside");
        var before = await CountAsync("SELECT count(*) FROM acquisition.arrivals");
        Directory.Move(Staged("backfill"), Path.Combine(run.Inbox, "backfill"));
        await UntilAsync(async () => await CountAsync("SELECT count(*) FROM acquisition.arrivals") > before + 1000);
        var beside = await run.LatenciesAsync(Staged("beside"));
        var left = before + backfill + drops - await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE state NOT IN ('waiting', 'in_flight')");
        var (quiet, busy) = (Benchmarks.Report.Percentile(idle, 0.95), Benchmarks.Report.Percentile(beside, 0.95));
        report.Add("drop to event, idle", Line(idle), "the measure of the next", reached: true);
        report.Add(
            string.Create(CultureInfo.InvariantCulture, $"the same beside a backfill of {backfill:N0}, {left:N0} of which were left at the end"), Line(beside) + string.Create(CultureInfo.InvariantCulture, $", p95 {busy / quiet:0.0} × idle"), "p95 ≤ 3 × idle",
            busy <= 3 * quiet && left > 0);
        await ClosedAsync(before + backfill + drops);
    }

    /// <summary>Very many files at once, half by <c>cp -r</c> and half by <c>mv</c>.</summary>
    public async Task BurstAsync(int files)
    {
        await FileTree.WriteAsync(Staged("copied"), files / 2, "copied");
        await FileTree.WriteAsync(Staged("moved"), files - (files / 2), "moved");
        var before = await CountAsync("SELECT count(*) FROM acquisition.arrivals");
        var clock = Stopwatch.StartNew();
        var copying = FileTree.AsPlatformAsync("cp", "-r", "--preserve=timestamps", Staged("copied"), run.Inbox);
        await Servers.RunAsync("mv", [Staged("moved"), run.Inbox]);
        await copying;
        var copied = clock.Elapsed;
        await ClosedAsync(before + files);
        var rows = await CountAsync("SELECT count(*) FROM acquisition.arrivals") - before;
        var paths = await CountAsync("SELECT count(DISTINCT path) FROM acquisition.arrivals WHERE convert_from(path, 'UTF8') ~ '^(copied|moved)/'");
        var stored = await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE convert_from(path, 'UTF8') ~ '^(copied|moved)/' AND state = 'stored'");
        var peak = run.PeakMegabytes()["fetcher"];
        report.Add(
            string.Create(CultureInfo.InvariantCulture, $"{files:N0} files dropped in {copied.TotalSeconds:0} s, half by `cp -r`, half by `mv`, half of 1999"),
            string.Create(CultureInfo.InvariantCulture, $"{rows:N0} in the books, {paths:N0} of them different, {stored:N0} stored, {files / clock.Elapsed.TotalSeconds:N0} a second"), "all, none twice", rows == files && paths == files && stored == files);
        report.Add("the Fetcher's peak memory", string.Create(CultureInfo.InvariantCulture, $"{peak:0} MB"), "≤ 300 MB", peak <= 300);
    }

    /// <summary>A mirrored tree of known files: what is known is written from what find sees, so that nothing is to be read.</summary>
    public async Task RescanAsync(string tree, int files)
    {
        await UntilAsync(async () => await CountAsync("SELECT count(*) FROM acquisition.mirrored WHERE source = 'tree' AND path = ''") == 1);
        var arrivals = await CountAsync("SELECT count(*) FROM acquisition.arrivals");
        await FileTree.WriteAsync(tree, files, "known");
        await MirroredTree.KnowAsync(database, tree);
        List<double> find = [], scan = [];
        for (var round = 0; round <= 5; round++) // the first warms both up
        {
            var clock = Stopwatch.StartNew();
            await Servers.RunAsync("/bin/sh", ["-c", $"find '{tree}' -printf '%s %T@ %i %p\\n' > /dev/null"]);
            var found = clock.Elapsed.TotalMilliseconds;
            var scanned = await ScanAsync();
            if (round > 0)
            {
                find.Add(found);
                scan.Add(scanned);
            }
        }

        var source = await run.Http.GetFromJsonAsync<JsonElement>("/v1/sources/tree");
        var (listing, beside) = (Benchmarks.Report.Median(scan), Benchmarks.Report.Median(find));
        var isUnchanged = source.GetProperty("files").GetInt32() == files && source.GetProperty("ready").GetInt32() == 0 && await CountAsync("SELECT count(*) FROM acquisition.arrivals") == arrivals;
        report.Add(
            string.Create(CultureInfo.InvariantCulture, $"listing of a mirrored tree of {files:N0} known files, medians of 5 in turn"),
            string.Create(CultureInfo.InvariantCulture, $"{listing / 1000:0.00} s, {listing / beside:0.0} × the {beside / 1000:0.00} s of `find -printf`"), "≤ 3 × find", isUnchanged && listing <= 3 * beside);
    }

    /// <summary>Two Fetchers on one watched folder, one killed -9 in the middle.</summary>
    public async Task SharedAsync(int files)
    {
        await FileTree.WriteAsync(Staged("shared"), files, "shared");
        var before = await CountAsync("SELECT count(*) FROM acquisition.arrivals");
        using var second = run.StartAnother("fetcher");
        try
        {
            Directory.Move(Staged("shared"), Path.Combine(run.Inbox, "shared"));
            await UntilAsync(async () => await CountAsync("SELECT count(*) FROM acquisition.arrivals") > before + (files / 2));
            run.Kill("fetcher", butNot: second.Id);
            await ClosedAsync(before + files);
        }
        finally
        {
            second.Kill();
        }

        var rows = await CountAsync("SELECT count(*) FROM acquisition.arrivals") - before;
        var stored = await CountAsync("SELECT count(DISTINCT path) FROM acquisition.arrivals WHERE convert_from(path, 'UTF8') LIKE 'shared/%' AND state = 'stored'");
        report.Add(
            string.Create(CultureInfo.InvariantCulture, $"{files:N0} files, two Fetchers on one folder, one killed -9 in the middle"),
            string.Create(CultureInfo.InvariantCulture, $"{rows:N0} in the books, {stored:N0} different ones stored"), "all settled once", rows == files && stored == files);
    }

    private string Staged(string name) => Path.Combine(folder, "staged", name);

    /// <summary>Milliseconds from <c>mv</c> to the message in a subscriber's hands, one file at a time.</summary>
    private async Task<IReadOnlyList<double>> FetchedAsync(int drops)
    {
        var arrived = new System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource>(StringComparer.Ordinal);
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(rabbitMq));
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint => endpoint.Handler<DocumentsFetched>(context =>
            {
                foreach (var document in context.Message.Documents)
                {
                    if (arrived.TryGetValue(document.Arrival.Name, out var waiting))
                    {
                        waiting.TrySetResult();
                    }
                }

                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync();
        await SampleDocuments.WriteAsync(Staged("single"), drops + 10, "single");
        await FileTree.GiveAsync(Staged("single"));
        var times = new List<double>();
        foreach (var file in Directory.GetFiles(Staged("single")))
        {
            var name = Path.GetFileName(file);
            arrived[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var clock = Stopwatch.StartNew();
            File.Move(file, Path.Combine(run.Inbox, name), overwrite: true);
            await arrived[name].Task.WaitAsync(Longest);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        await bus.StopAsync();
        return times[10..];
    }

    /// <summary>Milliseconds of one listing that is asked for.</summary>
    private async Task<double> ScanAsync()
    {
        var before = await StateAsync();
        (await run.Http.PostAsync(new Uri("/v1/sources/tree/scan", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
        var state = before;
        await UntilAsync(async () => (state = await StateAsync()).At != before.At);
        return state.Ms;

        async Task<(string? At, double Ms)> StateAsync()
        {
            var source = await run.Http.GetFromJsonAsync<JsonElement>("/v1/sources/tree");
            return (source.GetProperty("scanned_at").GetString(), source.GetProperty("scan_ms").GetDouble());
        }
    }

    private Task ClosedAsync(long observed) => UntilAsync(async () => await CountAsync("SELECT count(*) FROM acquisition.arrivals") >= observed
        && await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE state IN ('waiting', 'in_flight')") == 0);

    private static async Task UntilAsync(Func<Task<bool>> look)
    {
        var clock = Stopwatch.StartNew();
        while (!await look())
        {
            if (clock.Elapsed > Longest)
            {
                throw new TimeoutException("It did not come to an end in 20 minutes.");
            }

            await Task.Delay(200);
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Line(IReadOnlyList<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Benchmarks.Report.Percentile(times, 0.5):0} ms, p95 {Benchmarks.Report.Percentile(times, 0.95):0} ms");
}
