using System.Security.Cryptography;
using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Web;

/// <summary>
/// Asks for a feed. Each entry that is new or changed becomes an arrival: at once where the entry holds its document, or else when its page was had (<see cref="PageFetch"/>). What the feed is
/// now, its entries, the arrivals and their batch are written together, so a kill at any moment leaves a poll that was made or one that was not.
/// </summary>
internal sealed class FeedPoll(WebClient web, PlaceLedger places, FileContentStore contents, Outbound outbound, TimeProvider clock, ILogger<FeedPoll> logger)
{
    private const string Accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

    /// <summary>How long an entry is remembered that its feed shows no more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(180);

    public async Task RunAsync(FeedSettings settings, PlaceRow feed, CancellationToken cancellation)
    {
        byte[] bytes = [];
        var question = new WebQuestion(new Uri(feed.Url!), Accept, feed.ETag, feed.LastModified);
        var answer = await web.GetAsync(question, async (body, stop) => bytes = await BoundedBody.ReadAsync(body, FeedDocument.MostBytes, stop), cancellation);
        var hash = answer.Outcome == WebOutcome.Got ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : null;
        if (answer.Outcome == WebOutcome.Unchanged || (hash is not null && hash == feed.Fingerprint))
        {
            Settle(feed, answer, PollRhythm.Unchanged(feed.Every, answer.Fresh, settings));
            await places.EnterAsync([feed], [], batch: null, [], cancellation);
            return;
        }

        if (hash is not null && FeedDocument.Read(bytes, answer.Address!) is { } document)
        {
            await TakeAsync(settings, feed, document, answer, hash, cancellation);
            await places.ForgetAsync(settings.Name, clock.GetUtcNow() - Memory, cancellation);
            return;
        }

        Fail(settings, feed, answer.Problem is null ? answer with { Problem = $"{feed.Url} answers with something that is no RSS, Atom or JSON Feed; correct {settings.Option(nameof(settings.Url))}." } : answer);
        await places.EnterAsync([feed], [], batch: null, [], cancellation);
    }

    private void Settle(PlaceRow place, WebAnswer answer, TimeSpan every)
    {
        (place.Tries, place.Problem, place.NotBefore) = (0, null, null);
        (place.ETag, place.LastModified) = (answer.ETag ?? place.ETag, answer.LastModified ?? place.LastModified);
        (place.Every, place.SeenAt) = (every, clock.GetUtcNow());
        place.DueAt = place.SeenAt + every;
    }

    private void Fail(FeedSettings settings, PlaceRow feed, WebAnswer answer)
    {
        (feed.Tries, feed.NotBefore) = (feed.Tries + 1, answer.NotBefore);
        var wait = answer.Outcome == WebOutcome.Refused ? settings.MaxInterval : PollRhythm.Failed(feed.Tries, settings);
        feed.DueAt = clock.GetUtcNow() + wait is var at && answer.NotBefore > at ? answer.NotBefore : at;
        if (feed.Problem != answer.Problem)
        {
            Log.SourceWaits(logger, settings.Name, answer.Problem!);
        }

        feed.Problem = answer.Problem;
    }

    private async Task TakeAsync(FeedSettings settings, PlaceRow feed, FeedDocument document, WebAnswer answer, string hash, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var told = FeedMatch.Told(document);
        var wanted = told.Select(entry => entry.Entry.Link).OfType<Uri>().Select(WebLocation.Of).ToList();
        var known = await places.KnownAsync(settings.Name, wanted, [.. told.SelectMany(entry => entry.Keys)], cancellation);
        var used = known.Select(place => place.Location).Append(feed.Location).ToHashSet(StringComparer.Ordinal);
        var batch = PolledArrival.Batch(settings, BatchKinds.Feed, document.Title ?? settings.Name, now);
        var (changed, found, rows, copies) = (new List<PlaceRow> { feed }, new List<PlaceRow>(), new List<ArrivalRow>(), new List<StagedContent>());
        try
        {
            foreach (var match in FeedMatch.Find(told, known.Where(place => place.Kind == PlaceRow.Entry)))
            {
                var place = match.Known ?? new PlaceRow { Source = settings.Name, Kind = PlaceRow.Entry, Location = Free(match, feed.Location, used) };
                var isNew = match.Known is null;
                var isOther = isNew || place.Fingerprint != match.Entry.Fingerprint;
                if (isOther)
                {
                    await ChangeAsync(settings, place, match.Entry, batch.Id, copies, rows, now, cancellation);
                }

                // A mark of having been seen is worth a write once a day.
                if (isOther || now - place.SeenAt > TimeSpan.FromDays(1) || match.Keys.Except(place.Keys, StringComparer.Ordinal).Any())
                {
                    (place.Keys, place.SeenAt) = (match.Remembered, now);
                    (isNew ? found : changed).Add(place);
                }
            }
        }
        catch
        {
            copies.ForEach(FileContentStore.Discard);
            throw;
        }

        using var hold = await contents.HoldAsync(copies.Select(copy => copy.Content.Hash), cancellation);
        await contents.KeepAsync(copies);
        rows.ForEach(row => row.Lane = rows.Count > OpenBatch.MostPrompt ? Lanes.Bulk : Lanes.Prompt);
        var asked = answer.Fresh is { } fresh && !(document.Ttl > fresh) ? fresh : document.Ttl;
        var dates = document.Entries.Select(entry => entry.PublishedAt is { } date ? FeedEntry.Time(date) : null).OfType<DateTimeOffset>();
        Settle(feed, answer, PollRhythm.Next(dates, now, feed.Every, changed.Count + found.Count > 1, asked, settings));
        (feed.Fingerprint, feed.ETag, feed.LastModified) = (hash, answer.ETag, answer.LastModified);
        var isBatch = rows.Count > 0 || found.Concat(changed).Any(place => place.BatchId == batch.Id);
        if (await places.EnterAsync(changed, found, isBatch ? batch : null, rows, cancellation) && isBatch)
        {
            Log.Entered(logger, settings.Name, rows.Count, feed.Location);
            await outbound.SendAsync(rows, cancellation);
        }
    }

    /// <summary>Gives the place what the entry says now: the row of its arrival, or the wish for its page.</summary>
    private async Task ChangeAsync(
        FeedSettings settings, PlaceRow place, FeedEntry entry, Guid batch, List<StagedContent> copies, List<ArrivalRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        var staged = await contents.StageAsync(new MemoryStream(entry.Alone), settings.MaxBytes, cancellation);
        copies.Add(staged);
        (place.Fingerprint, place.Given, place.Url) = (entry.Fingerprint, entry.Given(url: null), entry.Link?.AbsoluteUri);
        var hasText = entry.Body.Length > 0;
        (place.OwnHash, place.OwnSize) = hasText || entry.Link is null ? (staged.Content.Hash, staged.Content.Size) : (null, 0);
        (place.Tries, place.Problem, place.NotBefore) = (0, null, null);
        if (entry.Link is not null && (settings.Pages == "always" || (settings.Pages == "auto" && Teaser.Is(entry.Body))))
        {
            (place.DueAt, place.BatchId) = (now, batch);
            return;
        }

        (place.DueAt, place.BatchId) = (null, null);
        if (place.ContentHash != staged.Content.Hash)
        {
            place.ContentHash = staged.Content.Hash;
            rows.Add(PolledArrival.Row(settings, place.Location, Label(place.Location), batch, now, Lanes.Prompt, place.Given).Hold(staged.Content.Hash, staged.Content.Size));
        }
    }

    /// <summary>The entry's location, or one of the feed's where another entry lives there already.</summary>
    private static string Free(MatchedEntry match, string feed, HashSet<string> used)
    {
        var location = match.Location(feed);
        if (!used.Add(location))
        {
            location = feed + "#entry-" + FeedEntry.Hash(string.Join(' ', match.Keys))[..32];
            used.Add(location);
        }

        return location;
    }

    private static string Label(string location) => WebLocation.Read(location) is { } address ? WebAddress.Label(address) : location;
}
