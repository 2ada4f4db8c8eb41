using System.Diagnostics;
using System.Security.Cryptography;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Parser;
using Platform.Storage.EventLog;
using Platform.Storage.Records;

namespace Platform.Benchmarks;

/// <summary>
/// As fast as these tables allow: one process that reads, parses with the Parser's own code on all cores and writes with COPY the rows that Storage's own code makes. No broker,
/// no ledger, no copy of the original, no survival of a kill.
/// </summary>
public static class LimitRun
{
    private const int BatchSize = 256;

    public static async Task<double> DocumentsPerSecondAsync(string folder, string database)
    {
        var parser = new DocumentParser();
        var (warmName, warmText) = SampleDocuments.Document("warm-up", 0);
        parser.Parse(System.Text.Encoding.UTF8.GetBytes(warmText), warmName);
        var files = Directory.GetFiles(folder);
        await using var source = NpgsqlDataSource.Create(database);

        var clock = Stopwatch.StartNew();
        var parsed = Channel.CreateBounded<Row>(new BoundedChannelOptions(4 * BatchSize) { SingleReader = true });
        var writing = WriteAsync(source, parsed.Reader);
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (file, cancellation) =>
        {
            var began = Stopwatch.GetTimestamp();
            var bytes = await File.ReadAllBytesAsync(file, cancellation);
            var name = Path.GetFileName(file);
            await parsed.Writer.WriteAsync(Compose(bytes, name, parser.Parse(bytes, name).Document!, began), cancellation);
        });
        parsed.Writer.Complete();
        await writing;
        return files.Length / clock.Elapsed.TotalSeconds;
    }

    private static Row Compose(byte[] bytes, string name, ParsedDocument document, long began)
    {
        var now = TimeProvider.System.GetUtcNow();
        var arrival = new Arrival
        {
            Id = Guid.CreateVersion7(), Source = "inbox", Name = name, Size = bytes.Length, ContentHash = Convert.ToHexStringLower(SHA256.HashData(bytes)), ObservedAt = now,
        };
        var ending = Ending.With(
            new DocumentParsed { Arrival = arrival, ParsedAt = now, Milliseconds = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds }, document, Instance.Name);
        var record = RecordComposer.Record(ending, now);
        var outcome = OutcomeRow.Of(ending, Outcomes.Stored, record.DocumentId, now);
        return new Row(record, outcome, EventComposer.Event(ending, outcome, revised: null));
    }

    private static async Task WriteAsync(NpgsqlDataSource source, ChannelReader<Row> rows)
    {
        await using var connection = await source.OpenConnectionAsync();
        var batch = new List<Row>(BatchSize);
        while (await rows.WaitToReadAsync())
        {
            while (batch.Count < BatchSize && rows.TryRead(out var row))
            {
                batch.Add(row);
            }

            await CopyAsync(connection, batch);
            batch.Clear();
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<Row> batch)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await RecordWriter.CopyAsync(connection, batch.ConvertAll(row => row.Record), CancellationToken.None);
        await using (var outcomes = await connection.BeginBinaryImportAsync("""
            COPY library.outcomes (arrival_id, attempt, outcome, document_id, source, name, size, content_hash, observed_at, parsed_at, parse_ms, parsed_by, stored_by, settled_at) FROM STDIN (FORMAT BINARY)
            """))
        {
            foreach (var outcome in batch.Select(row => row.Outcome))
            {
                await outcomes.WriteRowAsync(
                    CancellationToken.None, outcome.ArrivalId, outcome.Attempt, outcome.Outcome, outcome.DocumentId, outcome.Source, outcome.Name, outcome.Size, outcome.ContentHash, outcome.ObservedAt,
                    outcome.ParsedAt, outcome.ParseMs, outcome.ParsedBy, outcome.StoredBy, outcome.SettledAt);
            }

            await outcomes.CompleteAsync();
        }

        await using (var unindexed = await connection.BeginBinaryImportAsync("COPY library.unindexed (document_id) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in batch)
            {
                await unindexed.WriteRowAsync(CancellationToken.None, row.Record.DocumentId);
            }

            await unindexed.CompleteAsync();
        }

        await using (var events = await connection.BeginBinaryImportAsync(
            "COPY library.events (epoch, id, type, time, source, arrival_id, document_id, traceparent, data) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var happened in batch.Select(row => row.Event))
            {
                await events.StartRowAsync();
                await events.WriteAsync(1);
                await events.WriteAsync(happened.Id);
                await events.WriteAsync(happened.Type);
                await events.WriteAsync(happened.Time);
                await events.WriteAsync(happened.Source);
                await events.WriteAsync(happened.ArrivalId);
                await events.WriteAsync(happened.DocumentId);
                await events.WriteAsync(happened.Traceparent);
                await events.WriteAsync(happened.Data, NpgsqlDbType.Jsonb);
            }

            await events.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    private sealed record Row(RecordRow Record, OutcomeRow Outcome, EventRow Event);
}
