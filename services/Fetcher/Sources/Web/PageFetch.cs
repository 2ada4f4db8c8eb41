using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Web;

/// <summary>
/// Asks for a page: of an entry whose feed shows a teaser, or of a site. A page that is as it was makes no arrival. One that cannot be had for good is an arrival that is rejected, once; of an
/// entry, the teaser is taken instead.
/// </summary>
internal sealed class PageFetch(WebClient web, PlaceLedger places, FileContentStore contents, Outbound outbound, TimeProvider clock)
{
    private const string Accept = "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.8";

    /// <summary>Pauses before an entry's page is asked for again; behind the last the teaser is taken.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)];

    /// <param name="settings">The source.</param>
    /// <param name="place">What is due.</param>
    /// <param name="round">The batch of pages that are due together.</param>
    /// <param name="lane">The lane of what comes of it.</param>
    /// <param name="cancellation">Ends the request; the place stays due.</param>
    public async Task RunAsync(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, CancellationToken cancellation)
    {
        StagedContent? staged = null;
        try
        {
            var question = new WebQuestion(new Uri(place.Url!), Accept, place.ETag, place.LastModified);
            var answer = await web.GetAsync(question, async (body, stop) => staged = await contents.StageAsync(body, settings.MaxBytes, stop), cancellation);
            var row = answer.Outcome switch
            {
                WebOutcome.Got when staged!.Content.Size == 0 => Refused(settings, place, round, lane, WebAnswer.Refuse(ReasonCodes.Empty, $"{place.Url} answers with nothing; correct or remove its address.")),
                WebOutcome.Got => Got(settings, place, round, lane, staged!.Content, answer),
                WebOutcome.Unchanged => Same(settings, place, answer),
                WebOutcome.Refused => Refused(settings, place, round, lane, answer),
                _ => Later(settings, place, round, lane, answer),
            };
            using var hold = await contents.HoldAsync(staged is null ? [] : [staged.Content.Hash], cancellation);
            if (row?.ContentHash is not null && row.ContentHash == staged?.Content.Hash)
            {
                await contents.KeepAsync([staged]);
                staged = null;
            }

            List<ArrivalRow> rows = row is null ? [] : [row];
            if (await places.EnterAsync([place], [], row?.BatchId == round.Id ? round : null, rows, cancellation))
            {
                await outbound.SendAsync(rows, cancellation);
            }
        }
        finally
        {
            if (staged is not null)
            {
                FileContentStore.Discard(staged);
            }
        }
    }

    private ArrivalRow? Got(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, StoredContent content, WebAnswer answer)
    {
        (place.ETag, place.LastModified) = (answer.ETag, answer.LastModified);
        if (content.Hash == place.ContentHash)
        {
            return Same(settings, place, answer);
        }

        var row = Row(settings, place, round, lane, PolledArrival.GivenAt(place.Given, answer.Address!, answer.Charset)).Hold(content.Hash, content.Size);
        place.ContentHash = content.Hash;
        Settle(settings, place, (place.Every ?? settings.MinInterval * 2) / 2, answer);
        return row;
    }

    private ArrivalRow? Same(WebSourceSettings settings, PlaceRow place, WebAnswer answer)
    {
        Settle(settings, place, (place.Every ?? settings.MinInterval) * 2, answer);
        return null;
    }

    private ArrivalRow? Refused(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, WebAnswer answer)
    {
        if (place.Kind == PlaceRow.Entry)
        {
            return Teased(settings, place, round, lane, answer);
        }

        // What was had before stays what it is; and the same refusal is told once.
        var isNews = place.ContentHash is null && place.Fingerprint != answer.Code;
        var row = isNews ? Row(settings, place, round, lane, given: null).Refuse(answer.Code!, answer.Problem!) : null;
        (place.Fingerprint, place.Problem, place.Tries, place.DueAt) = (answer.Code, answer.Problem, place.Tries + 1, clock.GetUtcNow() + settings.MaxInterval);
        return row;
    }

    private ArrivalRow? Later(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, WebAnswer answer)
    {
        if (place.Kind == PlaceRow.Entry && place.Tries >= Pauses.Length)
        {
            return Teased(settings, place, round, lane, answer);
        }

        var pause = Pauses[Math.Min(place.Tries, Pauses.Length - 1)];
        (place.Tries, place.Problem, place.NotBefore) = (place.Tries + 1, answer.Problem, answer.NotBefore);
        place.DueAt = clock.GetUtcNow() + (pause < settings.MaxInterval ? pause : settings.MaxInterval);
        return null;
    }

    /// <summary>The entry as its feed shows it, where its page cannot be had; refused where it shows no text.</summary>
    private ArrivalRow? Teased(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, WebAnswer answer)
    {
        var row = place.OwnHash is null ? Row(settings, place, round, lane, given: null).Refuse(answer.Code ?? ReasonCodes.Unreachable, answer.Problem!)
            : place.OwnHash == place.ContentHash ? null : Row(settings, place, round, lane, place.Given).Hold(place.OwnHash, place.OwnSize);
        (place.ContentHash, place.DueAt, place.BatchId, place.Problem) = (place.OwnHash ?? place.ContentHash, null, null, answer.Problem);
        return row;
    }

    private void Settle(WebSourceSettings settings, PlaceRow place, TimeSpan every, WebAnswer answer)
    {
        (place.Tries, place.Problem, place.NotBefore, place.BatchId) = (0, null, null, null);
        if (place.Kind == PlaceRow.Entry)
        {
            place.DueAt = null; // it is due again when its feed shows that it changed
            return;
        }

        place.Fingerprint = null;
        every = answer.Fresh > every ? answer.Fresh.Value : every;
        place.Every = every < settings.MinInterval ? settings.MinInterval : every > settings.MaxInterval ? settings.MaxInterval : every;
        place.DueAt = clock.GetUtcNow() + place.Every;
    }

    private ArrivalRow Row(WebSourceSettings settings, PlaceRow place, BatchRow round, string lane, string? given) =>
        PolledArrival.Row(settings, place.Location, WebAddress.Label(new Uri(place.Location)), place.BatchId ?? round.Id, clock.GetUtcNow(), lane, given);
}
