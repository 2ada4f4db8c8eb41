using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher.Containers;

/// <summary>
/// Unpacks containers: their members' bytes go into the content store (1), a row for each into the ledger (2), messages go out (3), and then the container is marked as unpacked (4). A kill between
/// any two is made good by the re-drive: a member's id follows from its container's and its place in it, so that what is there already is not entered again.
/// </summary>
internal sealed class Unpacking(
    UnpackQueue queue, ContainerLedger ledger, ArrivalLedger arrivals, FileContentStore contents, Outbound outbound, ContainerSettings settings, IConfiguration configuration, TimeProvider clock,
    Migration<AcquisitionContext> migration, ILogger<Unpacking> logger)
    : BackgroundService
{
    private const int Chunk = 128;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1), ForRoom = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        await Task.WhenAll(RunAsync(Lanes.Prompt, stoppingToken), RunAsync(Lanes.Bulk, stoppingToken));
    }

    private async Task RunAsync(string lane, CancellationToken cancellation)
    {
        using var process = new UnpackerProcess(configuration.Required("Content:Root"), settings);
        while (true)
        {
            var row = await NextAsync(lane, process, cancellation);
            var isDone = true;
            using var step = Traces.Begin("unpack", [row.Id], logger);
            try
            {
                isDone = await UnpackAsync(row, lane, process, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                Log.NotUnpacked(logger, Outage.Stack(failure), row.Id, row.Name, failure.GetBaseException().Message);
            }
            finally
            {
                if (isDone)
                {
                    queue.Done(row);
                }
            }
        }
    }

    /// <summary>The next container; a process without work for a while is ended.</summary>
    private async Task<ArrivalRow> NextAsync(string lane, UnpackerProcess process, CancellationToken cancellation)
    {
        var next = queue.NextAsync(lane, cancellation).AsTask();
        try
        {
            return await next.WaitAsync(Idle, clock, cancellation);
        }
        catch (TimeoutException)
        {
            process.Dispose();
            return await next;
        }
    }

    /// <summary>False where it waits on in the other lane.</summary>
    private async Task<bool> UnpackAsync(ArrivalRow row, string lane, UnpackerProcess process, CancellationToken cancellation)
    {
        var tree = await ledger.TreeAsync(row.Id, cancellation);
        var answer = tree.Depth >= settings.Depth ? Refused(Refusals.TooDeep(settings.Depth))
            : tree.Members >= settings.Members ? Refused(Refusals.TooManyMembers)
            : tree.Bytes >= settings.Bytes ? Refused(Refusals.UnpacksToTooMuch)
            : await process.UnpackAsync(
                new UnpackRequest(contents.PathOf(row.ContentHash!), row.Container!, row.Name, settings.Members - tree.Members, settings.Bytes - tree.Bytes, settings.MemberBytes, settings.Ratio), cancellation);
        var open = answer.Members.Where(member => member.Temporary is not null).ToHashSet();
        try
        {
            if (answer.Trouble is not null)
            {
                Log.NotUnpacked(logger, failure: null, row.Id, row.Name, answer.Trouble);
                return true;
            }

            if (lane == Lanes.Prompt && answer.Members.Count > OpenBatch.MostPrompt)
            {
                queue.PutBehind(row);
                return false;
            }

            foreach (var members in answer.Members.Chunk(Chunk))
            {
                await EnterAsync(row, members, answer.Members.Count > OpenBatch.MostPrompt ? Lanes.Bulk : row.Lane, open, cancellation);
            }
        }
        finally
        {
            open.ToList().ForEach(member => FileContentStore.Discard(Content(member)));
        }

        await EndAsync(row, answer, cancellation);
        return true;
    }

    private static UnpackAnswer Refused(Reason reason) => new([], 0, reason, Trouble: null);

    private static StagedContent Content(UnpackedMember member) => new(new StoredContent(member.Hash!, member.Size), member.Temporary!);

    private async Task EnterAsync(ArrivalRow parent, UnpackedMember[] members, string lane, HashSet<UnpackedMember> open, CancellationToken cancellation)
    {
        // Half of the lane is enough: beside another backlog all of it is never free.
        while (lane == Lanes.Bulk && await arrivals.RoomAsync(lane, cancellation) < Math.Min(members.Length, (arrivals.Limit(lane) + 1) / 2))
        {
            await Task.Delay(ForRoom, clock, cancellation);
        }

        var staged = members.Where(open.Contains).ToList();
        open.ExceptWith(staged); // kept or discarded, whatever happens
        using var hold = await contents.HoldAsync(staged.Select(member => member.Hash!), cancellation);
        await contents.KeepAsync([.. staged.Select(Content)]); // (1)
        var now = clock.GetUtcNow();
        var rows = members.Select(member => MemberRow.Of(parent, member, lane, now)).ToList();
        var entered = await ledger.EnterAsync(rows, cancellation); // (2)
        await outbound.SendAsync([.. rows.Where(row => entered.Contains(row.Id))], cancellation); // (3)
    }

    /// <summary>Marks the container: an archive ends with its reason, a mail goes on to be read as the document that it is.</summary>
    private async Task EndAsync(ArrivalRow row, UnpackAnswer answer, CancellationToken cancellation)
    {
        var reason = answer.Reason is { } refusal ? answer.Members.Count > 0 ? Refusals.InPart(refusal, answer.Members.Count) : refusal : Refusals.Unpacked(row.Container!, answer.Members.Count, answer.LeftOut);
        if (row.Container == ContainerKinds.Mail)
        {
            if (answer.Reason is not null)
            {
                // The mail is a document whatever its attachments are; that they are not taken stands in the books too.
                var missing = new UnpackedMember(int.MaxValue, "attachments", 0, null, null, null, reason);
                await EnterAsync(row, [missing], row.Lane, [], cancellation);
            }

            reason = null;
        }

        (row.UnpackedAt, row.ReasonCode, row.Reason, row.ReasonStage) = (clock.GetUtcNow(), reason?.Code, reason?.Message, reason?.Stage);
        await ledger.UnpackedAsync(row, cancellation); // (4)
        Log.Unpacked(logger, row.Id, row.Name, answer.Members.Count);
        await outbound.SendAsync([row], cancellation);
    }
}
