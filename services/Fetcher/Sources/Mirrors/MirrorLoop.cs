using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// The loop of a mirrored folder. A listing finds what is not known as it looks (1); what is complete is read (2), its bytes are kept (3), what is known of it, its arrival and the batch
/// are written in one transaction (4), and the arrival is sent off (5). A kill before (4) leaves nothing, one behind it an arrival that is due again.
/// </summary>
internal sealed class MirrorLoop : PollLoop
{
    private const int Portion = 256;

    /// <summary>No more is read at once when it has so many bytes.</summary>
    private const long PortionBytes = 64 << 20;

    /// <summary>Removals in one message: the most that the contract allows.</summary>
    private const int MostRemovals = 256;

    /// <summary>A folder that cannot be used is looked for again so soon, at least.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PolledSource _source;
    private readonly MirrorSettings _settings;
    private readonly MirrorLedger _ledger;
    private readonly ArrivalLedger _arrivals;
    private readonly FileContentStore _contents;
    private readonly Outbound _outbound;
    private readonly Publisher _publisher;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MirrorQueue _queue;
    private readonly MirrorRead _read;
    private readonly MirrorBatches _batches;
    private DateTimeOffset? _lookedAt;
    private DateTimeOffset _dueAt;
    private string? _problem;
    private int? _files;
    private int? _gone;

    public MirrorLoop(
        PolledSource source, MirrorLedger ledger, ArrivalLedger arrivals, BatchLedger batches, SourceLedger sources, FileContentStore contents, Outbound outbound, Publisher publisher, DiskGuard disk,
        TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<MirrorLoop> logger)
        : base(source, sources, disk, clock, migration, logger)
    {
        (_source, _settings, _ledger, _arrivals) = (source, (MirrorSettings)source.Settings, ledger, arrivals);
        (_contents, _outbound, _publisher, _clock, _logger) = (contents, outbound, publisher, clock, logger);
        _queue = new MirrorQueue(_settings, clock);
        _read = new MirrorRead(_settings, contents, _queue, clock, logger);
        _batches = new MirrorBatches(_settings, _queue, batches, clock);
    }

    protected override (int? Files, int? Gone) Counts => (_files, _gone);

    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        _queue.Clear(); // what was found is found again
        _dueAt = _clock.GetUtcNow();
        await _batches.BeginAsync(cancellation);
    }

    protected override Task WantAsync(CancellationToken cancellation)
    {
        _dueAt = _clock.GetUtcNow();
        return Task.CompletedTask;
    }

    protected override Task<(int Ready, DateTimeOffset? Next, string? Problem)> StandAsync(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        DateTimeOffset? next = _queue.CountOf(Lanes.Prompt) + _queue.CountOf(Lanes.Bulk) > 0 ? now
            : _queue.Unsettled > 0 && now + _settings.SettleTime < _dueAt ? now + _settings.SettleTime : _dueAt;
        return Task.FromResult((_queue.Count, next, _problem));
    }

    protected override async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        if (_clock.GetUtcNow() >= _dueAt)
        {
            await LookAsync(cancellation);
        }

        _queue.Settle(_read.Look);
        var more = true;
        while (more && !_source.Paused && MayClaim() && _clock.GetUtcNow() < _dueAt)
        {
            await FetchAsync(Lanes.Prompt, cancellation);
            more = await FetchAsync(Lanes.Bulk, cancellation) == Portion;
            await _batches.NoteAsync(isOver: false, cancellation);
        }

        if (_queue is { LeftOut: > 0 } && _queue.CountOf(Lanes.Bulk) == 0)
        {
            _dueAt = _clock.GetUtcNow(); // the next listing brings what was left out
        }

        return false;
    }

    /// <summary>Lists the folder.</summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        var (begun, now) = (_clock.GetTimestamp(), _clock.GetUtcNow());
        var freshSince = _lookedAt - _settings.SettleTime - TimeSpan.FromSeconds(1);
        _queue.Begin();
        try
        {
            using var walk = new TreeWalk(new FolderScan(_settings.Root).At(RawPath.Root), _settings.Recursive ? FolderScan.Deepest : 0);
            DateTimeOffset? reportBefore = _settings.Removals == "report" ? now - _settings.GraceTime : null;
            var scan = new MirrorScan(_settings.Name, walk, _ledger, reportBefore, (path, state, sideCarNs) =>
            {
                if (_read.Takes(path))
                {
                    _queue.Add(new MirrorItem(path, state, sideCarNs, IsFresh: DateTimeOffset.UnixEpoch.AddTicks(state.ChangedNs / 100) >= freshSince));
                }
            });
            await Task.Run(() => scan.RunAsync(cancellation), cancellation); // (1)
            await JudgeAsync(scan, walk, cancellation);
        }
        catch (PosixException unusable)
        {
            _queue.Clear();
            Complain($"The mirrored folder {_settings.Root} cannot be used: {unusable.Message} Make or mount it, and let this user read it; nothing is taken as removed meanwhile.");
        }

        _queue.End();
        _lookedAt = now;
        Looked(begun);
        var pause = _problem is null || _settings.ScanInterval < Patience ? _settings.ScanInterval : Patience;
        _dueAt = _clock.GetUtcNow() + pause;
        await _batches.NoteAsync(isOver: true, cancellation);
    }

    /// <summary>
    /// Takes what a listing says for what is so. A folder that is another one than before and in which nothing is found again is most likely the place of a mount that is away: nothing is
    /// taken from it, since then the next listing would find something again.
    /// </summary>
    private async Task JudgeAsync(MirrorScan scan, TreeWalk walk, CancellationToken cancellation)
    {
        var root = unchecked((long)walk.RootInode);
        var before = await _ledger.RootAsync(_settings.Name, cancellation);
        if (scan is { KnownFound: 0, MissingCount: > 0 } && before != root)
        {
            _queue.Clear();
            Complain(FormattableString.Invariant(
                $"None of the {scan.MissingCount} files that were known is in {_settings.Root}, and it is another folder than before: what it mirrors is perhaps not mounted. Nothing is taken or taken as removed until it is back; if all of it was replaced, give the source another name."));
            return;
        }

        if (before != root)
        {
            await _ledger.NoteRootAsync(_settings.Name, root, cancellation);
        }

        if (scan.Missing.Count > 0)
        {
            await _ledger.NoteGoneAsync(_settings.Name, scan.Missing, cancellation);
        }

        await ReportAsync(scan.Unreported, cancellation);
        (_files, _gone) = (scan.Files, scan.Gone + scan.Missing.Count);
        Complain(walk switch
        {
            { Closed: (var count and > 0, var first) } => FormattableString.Invariant(
                $"{count} folders or files cannot be looked into, the first is {first}; let this user read them. What is in them is neither read nor taken as removed."),
            { TooLong: (var count and > 0, var first) } => FormattableString.Invariant(
                $"{count} files are not read, since their paths have {TreeWalk.LongestPath} bytes or more; the first ends with {Label.End(first!, 100)}. Shorten the names of their folders."),
            _ => null,
        });
    }

    /// <summary>Asks for the documents of files to be deleted that were gone at two listings; each listing asks again for what was not answered.</summary>
    private async Task ReportAsync(List<byte[]> paths, CancellationToken cancellation)
    {
        foreach (var removals in (paths.Count == 0 ? [] : await _ledger.RemovalsAsync(_settings.Name, paths, cancellation)).Chunk(MostRemovals))
        {
            if (await _publisher.TryPublishAsync(new LocationsRemoved { Removals = removals }, queue: null, cancellation) is { } failure)
            {
                Log.NotPublished(_logger, removals.Length, failure.Message);
                return;
            }
        }
    }

    private void Complain(string? problem)
    {
        if (problem is not null && problem != _problem)
        {
            Log.SourceWaits(_logger, _settings.Name, problem);
        }

        _problem = problem;
    }

    /// <summary>Reads the next files of a lane, as far as there is room.</summary>
    /// <returns>How many were taken.</returns>
    private async Task<int> FetchAsync(string lane, CancellationToken cancellation)
    {
        var room = _queue.CountOf(lane) > 0 ? Math.Min(await _arrivals.RoomAsync(lane, cancellation), _arrivals.Step(lane, Portion)) : 0;
        var items = _queue.Take(lane, room, PortionBytes);
        if (items.Count == 0)
        {
            return 0;
        }

        var known = await _ledger.KnownAsync(_settings.Name, items.Select(item => item.Path), cancellation);
        var batch = _batches.Of(lane);
        var changes = await _read.ReadAsync(items, known, batch, lane, cancellation); // (2)
        var staged = changes.Select(change => change.Staged).OfType<StagedContent>().ToList();
        using var hold = await _contents.HoldAsync(staged.Select(content => content.Content.Hash), cancellation);
        await _contents.KeepAsync(staged); // (3)
        var entered = await _ledger.EnterAsync(_settings.Name, changes, batch, cancellation); // (4)
        if (entered.Count > 0)
        {
            _batches.Entered(batch);
        }

        await _outbound.SendAsync(entered, cancellation); // (5)
        foreach (var row in entered)
        {
            StageMetrics.Count("fetcher", row.ReasonCode is null ? "fetched" : "rejected", row.ReasonCode);
            StageMetrics.Took("fetcher", _clock.GetUtcNow() - row.ObservedAt);
        }

        return items.Count;
    }
}
