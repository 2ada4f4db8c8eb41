using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Benchmarks.Watching;

/// <summary>Makes the files of a tree known, as if each had been read before.</summary>
internal static class MirroredTree
{
    /// <summary>Writes what the Fetcher knows of the files below a root, by COPY, from what find sees.</summary>
    public static async Task KnowAsync(NpgsqlDataSource database, string root)
    {
        var start = new ProcessStartInfo("find", [root, "-type", "f", "-printf", "%s %T@ %C@ %i %P\n"]) { RedirectStandardOutput = true };
        using var find = Process.Start(start)!;
        await using var connection = await database.OpenConnectionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "COPY acquisition.mirrored (source, path, size, modified_ns, changed_ns, inode, content_hash, noted_at, version) FROM STDIN (FORMAT BINARY)"))
        {
            while (await find.StandardOutput.ReadLineAsync() is { } line)
            {
                var parts = line.Split(' ', 5);
                await copy.StartRowAsync();
                await copy.WriteAsync("tree", NpgsqlDbType.Text);
                await copy.WriteAsync(System.Text.Encoding.UTF8.GetBytes(parts[4]), NpgsqlDbType.Bytea);
                await copy.WriteAsync(long.Parse(parts[0], CultureInfo.InvariantCulture), NpgsqlDbType.Bigint);
                await copy.WriteAsync(Nanoseconds(parts[1]), NpgsqlDbType.Bigint);
                await copy.WriteAsync(Nanoseconds(parts[2]), NpgsqlDbType.Bigint);
                await copy.WriteAsync(long.Parse(parts[3], CultureInfo.InvariantCulture), NpgsqlDbType.Bigint);
                await copy.WriteAsync(new string('0', 64), NpgsqlDbType.Text);
                await copy.WriteAsync(DateTime.UnixEpoch, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(1, NpgsqlDbType.Integer);
            }

            await copy.CompleteAsync();
        }

        await find.WaitForExitAsync();
        await using var analyze = database.CreateCommand("VACUUM ANALYZE acquisition.mirrored");
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>Seconds with ten digits behind the point, of which nine count.</summary>
    private static long Nanoseconds(string time)
    {
        var point = time.IndexOf('.', StringComparison.Ordinal);
        return (long.Parse(time.AsSpan(0, point), CultureInfo.InvariantCulture) * 1_000_000_000) + long.Parse(time.AsSpan(point + 1, 9), CultureInfo.InvariantCulture);
    }
}
