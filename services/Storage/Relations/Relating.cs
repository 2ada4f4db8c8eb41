using Npgsql;

namespace Platform.Storage.Relations;

/// <summary>
/// Links each document to those that came before it and are nearly the same: signatures find candidates at a cost that does not grow with the library, the texts themselves decide. What
/// is the same word for word is found by the hash of its words and needs no link. Runs in the indexer's transaction.
/// </summary>
internal static class Relating
{
    /// <summary>Least that two documents have in common to be linked.</summary>
    public const double Threshold = 0.7;

    /// <summary>Least by their signatures to have their texts compared: two standard deviations below.</summary>
    public const double Promising = Threshold - 0.14;

    /// <summary>Most documents that one document is linked to when it comes; later ones are linked to it as well.</summary>
    private const int MostLinks = 8;

    /// <summary>Relates the documents as their records are now, and forgets what was known of them.</summary>
    /// <param name="connection">Within a transaction of which there is one at a time.</param>
    /// <param name="documents">The documents; those without a record are only forgotten.</param>
    /// <param name="cancellation">Ends the call.</param>
    public static async Task RelateAsync(NpgsqlConnection connection, Guid[] documents, CancellationToken cancellation)
    {
        await ForgetAsync(connection, documents, cancellation);
        var texts = await TextsAsync(connection, documents, cancellation);
        var fresh = texts.OrderBy(text => text.Key).Select(text => Fingerprint.Of(text.Key, text.Value)).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        var numbers = await NumberAsync(connection, fresh, cancellation);
        var signed = fresh.Where(one => one.Signature is not null).ToDictionary(one => numbers[one.Document]);
        if (signed.Count == 0)
        {
            return;
        }

        var keys = signed.SelectMany(one => MinHash.Keys(one.Value.Signature)).ToArray();
        var owners = signed.SelectMany(one => Enumerable.Repeat(one.Key, MinHash.Bands)).ToArray();
        await ExecuteAsync(connection, RelationStatements.Enter, cancellation, Of(keys), Of(owners));
        await LinkAsync(connection, signed, await CandidatesAsync(connection, signed, keys, owners, cancellation), cancellation);
    }

    /// <summary>Forgets the documents.</summary>
    public static async Task ForgetAsync(NpgsqlConnection connection, Guid[] documents, CancellationToken cancellation)
    {
        var (keys, numbers) = (new List<int>(), new List<int>());
        await ReadAsync(connection, RelationStatements.Forget, cancellation, row =>
        {
            if (!row.IsDBNull(1))
            {
                keys.AddRange(MinHash.Keys(MinHash.Read(row.GetFieldValue<byte[]>(1))));
                numbers.AddRange(Enumerable.Repeat(row.GetInt32(0), MinHash.Bands));
            }
        }, Of(documents));
        if (keys.Count > 0)
        {
            await ExecuteAsync(connection, RelationStatements.ForgetBands, cancellation, Of(keys.ToArray()), Of(numbers.ToArray()));
        }
    }

    private static async Task<Dictionary<Guid, string>> TextsAsync(NpgsqlConnection connection, Guid[] documents, CancellationToken cancellation)
    {
        var texts = new Dictionary<Guid, string>();
        await ReadAsync(connection, RelationStatements.Texts, cancellation, row => texts.Add(row.GetGuid(0), row.GetString(1)), Of(documents), Of(TextWords.MaxLength));
        return texts;
    }

    private static async Task<Dictionary<Guid, int>> NumberAsync(NpgsqlConnection connection, List<Fingerprint> fresh, CancellationToken cancellation)
    {
        var numbers = new Dictionary<Guid, int>();
        await ReadAsync(
            connection, RelationStatements.Number, cancellation, row => numbers.Add(row.GetGuid(1), row.GetInt32(0)),
            Of(fresh.Select(one => one.Document).ToArray()), Of(fresh.Select(one => one.TextHash).ToArray()), Of(fresh.Select(one => one.Signature is { } signature ? MinHash.Write(signature) : null).ToArray()));
        return numbers;
    }

    /// <summary>By document the best of those that promise to be nearly the same.</summary>
    private static async Task<List<(int Number, Guid Other)>> CandidatesAsync(
        NpgsqlConnection connection, Dictionary<int, Fingerprint> signed, int[] keys, int[] owners, CancellationToken cancellation)
    {
        var near = new List<(int Number, int Other)>();
        await ReadAsync(connection, RelationStatements.Candidates, cancellation, row => near.Add((row.GetInt32(0), row.GetInt32(1))), Of(keys), Of(owners));
        var known = new Dictionary<int, Fingerprint>();
        if (near.Count > 0)
        {
            await ReadAsync(connection, RelationStatements.Known, cancellation, row => known.Add(row.GetInt32(0), Read(row)), Of(near.Select(pair => pair.Other).Distinct().ToArray()));
        }

        return near.Where(pair => known.ContainsKey(pair.Other) && known[pair.Other].TextHash != signed[pair.Number].TextHash)
            .Select(pair => (pair.Number, Other: known[pair.Other].Document, Estimate: MinHash.Estimate(signed[pair.Number].Signature, known[pair.Other].Signature)))
            .Where(one => one.Estimate >= Promising).GroupBy(one => one.Number)
            .SelectMany(own => own.OrderByDescending(one => one.Estimate).Take(MostLinks)).Select(one => (one.Number, one.Other)).ToList();

        static Fingerprint Read(NpgsqlDataReader row) =>
            new(row.GetGuid(1), row.IsDBNull(2) ? null : row.GetInt64(2), [], MinHash.Read(row.GetFieldValue<byte[]>(3)));
    }

    private static async Task LinkAsync(NpgsqlConnection connection, Dictionary<int, Fingerprint> signed, List<(int Number, Guid Other)> candidates, CancellationToken cancellation)
    {
        var known = signed.Values.ToDictionary(one => one.Document, one => one.Shingles);
        var missing = candidates.Select(pair => pair.Other).Distinct().Where(other => !known.ContainsKey(other)).ToArray();
        foreach (var some in missing.Chunk(64))
        {
            foreach (var (document, text) in await TextsAsync(connection, some, cancellation))
            {
                known.Add(document, Shingles.Of(TextWords.Of(text)));
            }
        }

        var links = candidates.Where(pair => known.ContainsKey(pair.Other))
            .Select(pair => (signed[pair.Number].Document, pair.Other, Score: Shingles.Likeness(signed[pair.Number].Shingles, known[pair.Other])))
            .Where(link => link.Score >= Threshold).ToList();
        if (links.Count > 0)
        {
            await ExecuteAsync(
                connection, RelationStatements.Relate, cancellation,
                Of(links.Select(link => link.Document).ToArray()), Of(links.Select(link => link.Other).ToArray()), Of(links.Select(link => (float)link.Score).ToArray()));
        }
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static async Task ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, Action<NpgsqlDataReader> each, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            each(row);
        }
    }

    private static Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        ReadAsync(connection, sql, cancellation, _ => { }, parameters);
}
