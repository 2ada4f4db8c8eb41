using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Parser;

namespace Platform.Benchmarks;

/// <summary>
/// As fast as these tables allow: one process that reads, parses with the Parser's own code on all cores and writes the same rows with COPY. No broker,
/// no ledger, no copy of the original, no survival of a kill.
/// </summary>
public static class LimitRun
{
    private const int BatchSize = 256;
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

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
            var bytes = await File.ReadAllBytesAsync(file, cancellation);
            var name = Path.GetFileName(file);
            var document = parser.Parse(bytes, name).Document!;
            await parsed.Writer.WriteAsync(new Row(Guid.CreateVersion7(), Guid.CreateVersion7(), name, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, document), cancellation);
        });
        parsed.Writer.Complete();
        await writing;
        return files.Length / clock.Elapsed.TotalSeconds;
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
        var now = TimeProvider.System.GetUtcNow();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var records = await connection.BeginBinaryImportAsync("""
            COPY library.records (document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, authors, published_at, modified_at, language,
              publisher, canonical_url, description, text, blocks, evidence, removed, warnings, word_count, parser_version, stored_at, subtitle, tags, quotations, mentions, links, partial) FROM STDIN (FORMAT BINARY)
            """))
        {
            foreach (var row in batch)
            {
                var document = row.Document;
                await records.StartRowAsync();
                await records.WriteAsync(row.DocumentId);
                await records.WriteAsync(row.ArrivalId);
                await records.WriteAsync(row.Hash);
                await records.WriteAsync("inbox");
                await records.WriteAsync(row.Name);
                await records.WriteAsync((long)row.Size);
                await records.WriteAsync(document.MediaType);
                await TextAsync(document.Charset);
                await TextAsync(document.Title);
                await records.WriteAsync(document.Authors.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await TextAsync(document.PublishedAt);
                await TextAsync(document.ModifiedAt);
                await TextAsync(document.Language);
                await TextAsync(document.Publisher);
                await TextAsync(document.CanonicalUrl);
                await TextAsync(document.Description);
                await records.WriteAsync(document.Text);
                await records.WriteAsync(JsonSerializer.Serialize(document.Blocks, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(JsonSerializer.Serialize(document.Evidence, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(JsonSerializer.Serialize(document.Removed, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(document.Warnings.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await records.WriteAsync(document.WordCount);
                await records.WriteAsync(document.ParserVersion);
                await records.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz);
                await TextAsync(document.Subtitle);
                await records.WriteAsync(document.Tags.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await records.WriteAsync(JsonSerializer.Serialize(document.Quotations, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(JsonSerializer.Serialize(document.Mentions, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(JsonSerializer.Serialize(document.Links, SnakeCase), NpgsqlDbType.Jsonb);
                await records.WriteAsync(document.Partial);
            }

            await records.CompleteAsync();

            Task TextAsync(string? value) => value is null ? records.WriteNullAsync() : records.WriteAsync(value);
        }

        await using (var outcomes = await connection.BeginBinaryImportAsync(
            "COPY library.outcomes (arrival_id, outcome, document_id, source, name, size, content_hash, observed_at, parsed_at, settled_at) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in batch)
            {
                await outcomes.WriteRowAsync(CancellationToken.None,
                    row.ArrivalId, Outcomes.Stored, row.DocumentId, "inbox", row.Name, (long)row.Size, row.Hash, now.UtcDateTime, now.UtcDateTime, now.UtcDateTime);
            }

            await outcomes.CompleteAsync();
        }

        await using (var events = await connection.BeginBinaryImportAsync(
            "COPY library.events (epoch, id, type, time, source, arrival_id, document_id, data) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in batch)
            {
                await events.StartRowAsync();
                await events.WriteAsync(1);
                await events.WriteAsync(Guid.CreateVersion7());
                await events.WriteAsync(EventTypes.Stored);
                await events.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz);
                await events.WriteAsync("inbox");
                await events.WriteAsync(row.ArrivalId);
                await events.WriteAsync(row.DocumentId);
                await events.WriteAsync(JsonSerializer.Serialize(Data(row)), NpgsqlDbType.Jsonb);
            }

            await events.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    private static DocumentEventData Data(Row row) => new()
    {
        ArrivalId = row.ArrivalId,
        DocumentId = row.DocumentId,
        DocumentUrl = $"/v1/documents/{row.DocumentId}",
        Source = "inbox",
        Name = row.Name,
        ContentHash = row.Hash,
        Title = row.Document.Title,
        PublishedAt = row.Document.PublishedAt,
        Language = row.Document.Language,
        MediaType = row.Document.MediaType,
    };

    private sealed record Row(Guid ArrivalId, Guid DocumentId, string Name, string Hash, int Size, ParsedDocument Document);
}
