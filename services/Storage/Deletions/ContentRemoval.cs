using Npgsql;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Storage.Deletions;

/// <summary>
/// Removes the bytes that deletions have left, once nothing needs them: no arrival under way, no record, no revision, and nothing rejected or failed that could be tried again. What is to be
/// removed stands in <c>library.released</c> until it is done, so a kill at any point only has it looked at again. A content is held alone while it is judged: whoever is about to need it
/// either wrote that down before, and is seen here, or waits and then finds that it must bring the bytes itself.
/// </summary>
public sealed class ContentRemoval(NpgsqlDataSource database, FileContentStore contents, Asker asker, Migration<LibraryContext> migration, ILogger<ContentRemoval> log) : BackgroundService
{
    private const int Most = 64;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Says that contents were released; returns at once.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var behind = "";
            try
            {
                // One round over all of them; those that arrivals under way need stay for the next.
                while (await ReleasedAsync(behind, stoppingToken) is { Count: > 0 } some)
                {
                    await RemoveAsync(some, stoppingToken);
                    behind = some[^1];
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.CannotRemove(failure.GetBaseException().Message);
            }

            await _wake.WaitAsync(Poll, stoppingToken);
        }
    }

    private async Task RemoveAsync(IReadOnlyList<string> released, CancellationToken cancellation)
    {
        var holds = new Dictionary<string, ContentHold>(StringComparer.Ordinal);
        try
        {
            foreach (var hash in released)
            {
                if (contents.TryHoldAlone(hash) is { } hold)
                {
                    holds.Add(hash, hold);
                }
            }

            if (holds.Count == 0)
            {
                return;
            }

            // In this order: an arrival that is not under way any more has its outcome, and its record stands in the library before.
            var use = await asker.AskAsync<AskContentUse, ContentUse>(new AskContentUse { Hashes = [.. holds.Keys] }, Patience, cancellation);
            var idle = holds.Keys.Except(use.Hashes, StringComparer.Ordinal).ToArray();
            var needed = await ColumnAsync(ContentStatements.Needed, idle, cancellation);
            var gone = idle.Except(needed, StringComparer.Ordinal).ToArray();
            await contents.RemoveAsync([.. gone, .. await ColumnAsync(ContentStatements.Parsed, gone, cancellation)]);
            await ColumnAsync(ContentStatements.Done, idle, cancellation);
            log.Removed(gone.Length, needed.Count, released.Count - idle.Length);
        }
        finally
        {
            foreach (var hold in holds.Values)
            {
                hold.Dispose();
            }
        }
    }

    private async Task<List<string>> ReleasedAsync(string behind, CancellationToken cancellation) => await ReadAsync(ContentStatements.Released, new NpgsqlParameter<string> { TypedValue = behind }, cancellation);

    private Task<List<string>> ColumnAsync(string sql, string[] hashes, CancellationToken cancellation) =>
        hashes.Length == 0 ? Task.FromResult<List<string>>([]) : ReadAsync(sql, new NpgsqlParameter<string[]> { TypedValue = hashes }, cancellation);

    private async Task<List<string>> ReadAsync(string sql, NpgsqlParameter parameter, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(parameter);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var hashes = new List<string>();
        while (await row.ReadAsync(cancellation) && hashes.Count < Most)
        {
            hashes.Add(row.GetString(0));
        }

        return hashes;
    }
}
