using Platform.Contracts;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Asks for a sitemap and notes the pages and sitemaps that it lists. Those of hosts that the settings do not name are left out: a sitemap speaks for its own site.</summary>
internal sealed class SitemapRead(WebClient web, PlaceLedger places, TimeProvider clock, ILogger<SitemapRead> logger)
{
    private const string Accept = "application/xml, text/xml, text/plain;q=0.8, application/gzip;q=0.8, */*;q=0.1";

    private const int MostSitemaps = 1_000;

    public async Task RunAsync(SiteSettings settings, PlaceRow sitemap, CancellationToken cancellation)
    {
        List<SitemapLine>? lines = null;
        var question = new WebQuestion(new Uri(sitemap.Url!), Accept, sitemap.ETag, sitemap.LastModified);
        var answer = await web.GetAsync(
            question, async (body, stop) => lines = await Sitemap.ReadAsync(await BoundedBody.ReadAsync(body, Sitemap.MostBytes, stop), question.Address, stop), cancellation);
        sitemap.SeenAt = clock.GetUtcNow();
        if (answer.Outcome == WebOutcome.Got && lines is null)
        {
            answer = WebAnswer.Refuse(Contracts.ReasonCodes.Damaged, $"{sitemap.Url} answers with something that is no sitemap; correct {settings.Option(nameof(settings.Sitemaps))}.");
        }

        if (answer.Problem is null)
        {
            (sitemap.Tries, sitemap.Problem, sitemap.NotBefore) = (0, null, null);
            (sitemap.ETag, sitemap.LastModified) = (answer.ETag ?? sitemap.ETag, answer.LastModified ?? sitemap.LastModified);
            sitemap.Every = lines is null ? PollRhythm.Unchanged(sitemap.Every, answer.Fresh, settings) : settings.MinInterval;
            sitemap.DueAt = sitemap.SeenAt + sitemap.Every;
        }
        else
        {
            (sitemap.Tries, sitemap.NotBefore) = (sitemap.Tries + 1, answer.NotBefore);
            sitemap.DueAt = sitemap.SeenAt + (answer.Outcome == WebOutcome.Refused ? settings.MaxInterval : PollRhythm.Failed(sitemap.Tries, settings));
            if (sitemap.Problem != answer.Problem)
            {
                Log.SourceWaits(logger, settings.Name, answer.Problem);
            }

            sitemap.Problem = answer.Problem;
        }

        _ = lines is null ? await places.EnterAsync([sitemap], [], batch: null, [], cancellation) : await places.ListAsync(sitemap, await ListedAsync(settings, sitemap, lines, cancellation), cancellation);
    }

    private async Task<List<PlaceRow>> ListedAsync(SiteSettings settings, PlaceRow sitemap, List<SitemapLine> lines, CancellationToken cancellation)
    {
        var hosts = settings.Urls.Concat(settings.Sitemaps).Select(url => Host(new Uri(url))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var all = lines.Where(line => hosts.Contains(Host(line.Address))).Select(line => new PlaceRow
        {
            Source = settings.Name,
            Location = WebLocation.Of(new Uri(line.Address.GetLeftPart(UriPartial.Query))),
            Kind = line.IsSitemap ? PlaceRow.Sitemap : PlaceRow.Page,
            Url = line.Address.GetLeftPart(UriPartial.Query),
            Stated = line.Changed,
        }).DistinctBy(place => place.Location, StringComparer.Ordinal).Where(place => place.Location != sitemap.Location).ToList();

        // Bounded over all sitemaps: as many new ones as there is room for.
        var known = (await places.KnownAsync(settings.Name, all.ConvertAll(place => place.Location), [], cancellation)).Select(place => place.Location).ToHashSet(StringComparer.Ordinal);
        var (pages, sitemaps) = (settings.MaxPages - await places.CountAsync(settings.Name, PlaceRow.Page, cancellation), MostSitemaps - await places.CountAsync(settings.Name, PlaceRow.Sitemap, cancellation));
        var kept = all.Where(place => known.Contains(place.Location) || (place.Kind == PlaceRow.Page ? pages-- : sitemaps--) > 0).ToList();
        if (kept.Count < all.Count)
        {
            sitemap.Problem = $"{sitemap.Url} lists more than are taken; raise {settings.Option(nameof(settings.MaxPages))}.";
        }

        return kept;
    }

    private static string Host(Uri address) => address.Authority.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? address.Authority[4..] : address.Authority;
}
