using Microsoft.EntityFrameworkCore;
using Platform.Storage.Records;

namespace Platform.Storage.Deletions;

/// <summary>Remembers what went through the content store beside its original, so that it goes with it.</summary>
internal static class ParsedContents
{
    /// <summary>Notes those of the endings that came by hash, within the transaction that ends them.</summary>
    public static async Task NoteAsync(LibraryContext context, IReadOnlyList<Ending> endings, CancellationToken cancellation)
    {
        var claimed = endings.Where(ending => ending.ParsedHash is not null && ending.Arrival.ContentHash is not null).OrderBy(ending => ending.Arrival.ContentHash, StringComparer.Ordinal).ToList();
        if (claimed.Count == 0)
        {
            return;
        }

        var (contents, parsed) = (claimed.Select(ending => ending.Arrival.ContentHash!).ToArray(), claimed.Select(ending => ending.ParsedHash!).ToArray());
        await context.Database.ExecuteSqlAsync($"INSERT INTO library.parsed_contents (content_hash, parsed_hash) SELECT * FROM unnest({contents}, {parsed}) ON CONFLICT DO NOTHING", cancellation);

        // What was parsed again while its document was deleted has come too late to be taken along.
        await context.Database.ExecuteSqlAsync($"""
            INSERT INTO library.released (content_hash) SELECT DISTINCT hash FROM unnest({contents}) AS asked (hash)
            WHERE NOT EXISTS (SELECT FROM library.records WHERE content_hash = hash) AND NOT EXISTS (SELECT FROM library.revisions WHERE content_hash = hash)
            ON CONFLICT DO NOTHING
            """, cancellation);
    }
}
