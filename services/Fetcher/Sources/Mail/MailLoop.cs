using MailKit;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Sources.Mail;

/// <summary>The loop of a mailbox: one connection a look.</summary>
internal sealed class MailLoop(
    PolledSource source, MailboxRead mailbox, PlaceLedger places, SourceLedger sources, DiskGuard disk, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<MailLoop> logger)
    : PollLoop(source, sources, disk, clock, migration, logger)
{
    private readonly MailboxSettings _settings = (MailboxSettings)source.Settings;
    private readonly TimeProvider _clock = clock;

    protected override Task BeginAsync(CancellationToken cancellation) => places.BeginAsync(
        [.. _settings.Names.Select(name => new PlaceRow { Source = _settings.Name, Location = "imap:" + name, Kind = PlaceRow.Folder, Url = name, SeenAt = _clock.GetUtcNow() })], cancellation);

    protected override Task WantAsync(CancellationToken cancellation) => places.LookNowAsync(_settings.Name, _clock.GetUtcNow(), cancellation);

    protected override Task<(int Ready, DateTimeOffset? Next, string? Problem)> StandAsync(CancellationToken cancellation) =>
        places.StandAsync(_settings.Name, _clock.GetUtcNow(), cancellation);

    protected override async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        var due = await places.DueAsync(_settings.Name, _clock.GetUtcNow(), int.MaxValue, cancellation);
        if (due.Count == 0)
        {
            await places.NoteBatchesAsync(_settings.Name, current: null, cancellation);
            return false;
        }

        string? problem = null;
        var more = false;
        try
        {
            more = await LookAsync(due, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && !IsOurs(failure) && MailConnection.Problem(_settings, failure) is { } why)
        {
            problem = why;
        }

        await places.NoteBatchesAsync(_settings.Name, current: null, cancellation);
        await SettleAsync(problem, more, cancellation);
        return true;
    }

    private async Task<bool> LookAsync(List<PlaceRow> due, CancellationToken cancellation)
    {
        using var client = await MailConnection.OpenAsync(_settings, cancellation);
        var to = _settings.After == "move" ? await client.GetFolderAsync(_settings.MoveTo!, cancellation) : null;
        var batch = PolledArrival.Batch(_settings, BatchKinds.Mailbox, _settings.Name, _clock.GetUtcNow());
        var more = false;
        foreach (var place in due)
        {
            var folder = await client.GetFolderAsync(place.Url!, cancellation);
            more |= await mailbox.TakeAsync(_settings, folder, place, batch, cancellation);
            await MailboxRead.TidyAsync(_settings, folder, to, place, cancellation);
        }

        await client.DisconnectAsync(quit: true, cancellation);
        return more;
    }

    /// <summary>When the folders are looked into next. How far each was read stands in the ledger already.</summary>
    private async Task SettleAsync(string? problem, bool more, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var due = await places.DueAsync(_settings.Name, now, int.MaxValue, cancellation);
        if (problem is not null && due.Exists(place => place.Problem != problem))
        {
            Log.SourceWaits(logger, _settings.Name, problem);
        }

        foreach (var place in due)
        {
            place.Tries = problem is null ? 0 : place.Tries + 1;
            (place.Problem, place.SeenAt) = (problem, now);
            place.DueAt = now + (more ? TimeSpan.FromSeconds(1) : _settings.Interval * Math.Pow(2, Math.Min(place.Tries, 5)));
        }

        await places.EnterAsync(due, [], batch: null, [], cancellation);
    }

    /// <summary>A failure of our database or disk is not the mailbox's.</summary>
    private static bool IsOurs(Exception failure) => failure.GetBaseException() is System.Data.Common.DbException || failure.Source is "Npgsql" or "Platform.RawContent";
}
