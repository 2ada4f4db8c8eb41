using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Sources.Web;

/// <summary>The loop of a feed or site: what is due is asked for, a few at once, since each host has its own rate.</summary>
internal sealed class WebLoop(
    PolledSource source, FeedPoll feeds, SitemapRead sitemaps, PageFetch pages, PlaceLedger places, ArrivalLedger arrivals, SourceLedger sources, DiskGuard disk, TimeProvider clock,
    Migration<AcquisitionContext> migration, ILogger<WebLoop> logger) : PollLoop(source, sources, disk, clock, migration, logger)
{
    private const int AtOnce = 4;

    /// <summary>As many are taken before the source's state is noted again.</summary>
    private const int Portion = 16;

    /// <summary>A batch of pages is closed after this long, though more are due.</summary>
    private static readonly TimeSpan LongestBatch = TimeSpan.FromHours(1);

    private readonly PolledSource _source = source;
    private readonly WebSourceSettings _settings = (WebSourceSettings)source.Settings;
    private readonly TimeProvider _clock = clock;

    protected override Task BeginAsync(CancellationToken cancellation) => places.BeginAsync(
        _settings switch
        {
            FeedSettings feed => [Named(PlaceRow.Feed, feed.Url)],
            SiteSettings site => [.. site.Sitemaps.Select(url => Named(PlaceRow.Sitemap, url)).Concat(site.Urls.Select(url => Named(PlaceRow.Page, url))).DistinctBy(place => place.Location, StringComparer.Ordinal)],
            _ => throw new InvalidOperationException("A source of the web is a feed or a site."),
        },
        cancellation);

    protected override Task WantAsync(CancellationToken cancellation) => places.LookNowAsync(_settings.Name, _clock.GetUtcNow(), cancellation);

    protected override Task<(int Ready, DateTimeOffset? Next, string? Problem)> StandAsync(CancellationToken cancellation) =>
        places.StandAsync(_settings.Name, _clock.GetUtcNow(), cancellation);

    protected override async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        var (worked, begun) = (false, _clock.GetUtcNow());
        var round = PolledArrival.Batch(_settings, BatchKinds.Site, _settings.Name, begun);
        while (!_source.Paused && _clock.GetUtcNow() - begun < LongestBatch && await PortionAsync(round, cancellation))
        {
            worked = true;
            await places.NoteBatchesAsync(_settings.Name, round.Id, cancellation);
            await NoteAsync(cancellation);
        }

        await places.NoteBatchesAsync(_settings.Name, current: null, cancellation);
        return worked;
    }

    private async Task<bool> PortionAsync(BatchRow round, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var lane = (await places.StandAsync(_settings.Name, now, cancellation)).Ready > OpenBatch.MostPrompt ? Lanes.Bulk : Lanes.Prompt;
        var room = await arrivals.RoomAsync(lane, cancellation);
        var due = (await places.DueAsync(_settings.Name, now, Portion, cancellation)).Where(place => place.Kind is PlaceRow.Feed or PlaceRow.Sitemap || room-- > 0).ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (place, stop) =>
        {
            await (place.Kind switch
            {
                PlaceRow.Feed => feeds.RunAsync((FeedSettings)_settings, place, stop),
                PlaceRow.Sitemap => sitemaps.RunAsync((SiteSettings)_settings, place, stop),
                _ => pages.RunAsync(_settings, place, round, lane, stop),
            });
        });
        return due.Count > 0;
    }

    private PlaceRow Named(string kind, string url) => new()
    {
        Source = _settings.Name,
        Kind = kind,
        Location = kind == PlaceRow.Page ? WebLocation.Of(new Uri(new Uri(url).GetLeftPart(UriPartial.Query))) : url,
        Url = url,
        SeenAt = _clock.GetUtcNow(),
    };
}
