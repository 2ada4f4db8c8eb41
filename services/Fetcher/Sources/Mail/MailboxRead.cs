using System.Globalization;
using MailKit;
using MailKit.Search;
using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Mail;

/// <summary>
/// Reads what is new in a folder of a mailbox: each message as it was sent is a document. Where the folder was read to stands in the ledger (UIDVALIDITY and UID, RFC 3501) and is written together
/// with the arrivals; a message that was had before under another number or in another folder is known by its id.
/// </summary>
internal sealed class MailboxRead(PlaceLedger places, ArrivalLedger arrivals, FileContentStore contents, Outbound outbound, TimeProvider clock)
{
    /// <summary>Messages that are entered together.</summary>
    private const int Portion = 50;

    /// <summary>Takes what is new in a folder, as far as there is room.</summary>
    /// <returns>Whether there is more.</returns>
    public async Task<bool> TakeAsync(MailboxSettings settings, IMailFolder folder, PlaceRow place, BatchRow batch, CancellationToken cancellation)
    {
        await folder.OpenAsync(FolderAccess.ReadOnly, cancellation);
        var (validity, last) = Mark(place.Stated);
        last = validity == folder.UidValidity ? last : 0;
        var fresh = last == uint.MaxValue ? [] : (await folder.SearchAsync(SearchQuery.Uids(new UniqueIdRange(new UniqueId(folder.UidValidity, last + 1), UniqueId.MaxValue)), cancellation))
            .Where(uid => uid.Id > last).OrderBy(uid => uid.Id).ToList(); // "n:*" names the last message also where it is before n
        var lane = fresh.Count > OpenBatch.MostPrompt ? Lanes.Bulk : Lanes.Prompt;
        foreach (var uids in fresh.Chunk(Portion))
        {
            if (await arrivals.RoomAsync(lane, cancellation) < Math.Min(uids.Length, arrivals.Limit(lane)))
            {
                return true;
            }

            var before = place.Stated;
            place.Stated = string.Create(CultureInfo.InvariantCulture, $"{folder.UidValidity}:{uids[^1].Id}");
            if (!await EnterAsync(settings, folder, place, uids, batch, lane, cancellation))
            {
                place.Stated = before; // another Fetcher reads them, and the ledger knows how far it is
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks as read or moves what stands in the books, also what a kill left undone.</summary>
    public static async Task TidyAsync(MailboxSettings settings, IMailFolder folder, IMailFolder? to, PlaceRow place, CancellationToken cancellation)
    {
        var (validity, last) = Mark(place.Stated);
        if (settings.After == "leave" || last == 0 || validity != folder.UidValidity)
        {
            return;
        }

        await folder.OpenAsync(FolderAccess.ReadWrite, cancellation);
        SearchQuery taken = SearchQuery.Uids(new UniqueIdRange(new UniqueId(validity, 1), new UniqueId(validity, last)));
        var uids = await folder.SearchAsync(settings.After == "flag" ? taken.And(SearchQuery.NotSeen) : taken, cancellation);
        if (uids.Count > 0 && to is not null)
        {
            await folder.MoveToAsync(uids, to, cancellation);
        }
        else if (uids.Count > 0)
        {
            await folder.AddFlagsAsync(uids, MessageFlags.Seen, silent: true, cancellation);
        }
    }

    private async Task<bool> EnterAsync(MailboxSettings settings, IMailFolder folder, PlaceRow place, UniqueId[] uids, BatchRow batch, string lane, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var summaries = await folder.FetchAsync(uids, MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.Envelope, cancellation);
        var locations = summaries.Select(Location).OfType<string>().ToList();
        var known = (await places.KnownAsync(settings.Name, locations, [], cancellation)).ToDictionary(message => message.Location, StringComparer.Ordinal);
        var (changed, found, rows, copies) = (new List<PlaceRow> { place }, new List<PlaceRow>(), new List<ArrivalRow>(), new List<StagedContent>());
        try
        {
            foreach (var summary in summaries)
            {
                var location = Location(summary);
                var row = PolledArrival.Row(settings, location, Label(folder, summary), batch.Id, now, lane, given: null);
                if (summary.Size > settings.MaxBytes)
                {
                    var tooLarge = Refusals.TooLarge(summary.Size.Value, settings.MaxBytes, settings.Option(nameof(settings.MaxBytes)));
                    rows.Add(row.Refuse(tooLarge.Code, tooLarge.Message));
                    continue;
                }

                var staged = await StageAsync(settings, folder, summary.UniqueId, copies, cancellation);
                if (location is not null && known.TryGetValue(location, out var message))
                {
                    if (message.ContentHash == staged.Content.Hash)
                    {
                        continue;
                    }

                    message.ContentHash = staged.Content.Hash;
                    if (!found.Contains(message) && !changed.Contains(message))
                    {
                        changed.Add(message);
                    }
                }
                else if (location is not null)
                {
                    found.Add(known[location] = new PlaceRow { Source = settings.Name, Location = location, Kind = PlaceRow.Message, ContentHash = staged.Content.Hash, SeenAt = now });
                }

                rows.Add(row.Hold(staged.Content.Hash, staged.Content.Size));
            }
        }
        catch
        {
            copies.ForEach(FileContentStore.Discard);
            throw;
        }

        using var hold = await contents.HoldAsync(copies.Select(copy => copy.Content.Hash), cancellation);
        await contents.KeepAsync(copies);
        var entered = await places.EnterAsync(changed, found, rows.Count > 0 ? batch : null, rows, cancellation);
        if (entered)
        {
            await outbound.SendAsync(rows, cancellation);
        }

        return entered;
    }

    private async Task<StagedContent> StageAsync(MailboxSettings settings, IMailFolder folder, UniqueId uid, List<StagedContent> copies, CancellationToken cancellation)
    {
        await using var message = await folder.GetStreamAsync(uid, cancellation);
        var staged = await contents.StageAsync(message, Math.Max(settings.MaxBytes, message.Length), cancellation);
        copies.Add(staged);
        return staged;
    }

    /// <summary><c>mid:</c> with the message's id (RFC 2392); null where it has none.</summary>
    private static string? Location(IMessageSummary summary) => summary.Envelope?.MessageId is { Length: > 0 and <= 1000 } id && "mid:" + Uri.EscapeDataString(id).Replace("%40", "@", StringComparison.Ordinal) is { Length: <= 2048 } location
        ? location : null;

    private static string Label(IMailFolder folder, IMessageSummary summary) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder.FullName}/{summary.UniqueId.Id}.eml");

    private static (uint Validity, uint Last) Mark(string? stated) => stated?.Split(':') is [var validity, var last]
        ? (uint.Parse(validity, CultureInfo.InvariantCulture), uint.Parse(last, CultureInfo.InvariantCulture)) : (0, 0);
}
