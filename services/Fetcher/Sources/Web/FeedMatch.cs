using Platform.Contracts;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources.Web;

/// <summary>An entry with the place that it was known at before, if any.</summary>
/// <param name="Entry">What the feed shows now.</param>
/// <param name="Keys">What tells it from the feed's other entries.</param>
/// <param name="Known">The place; null where it is new.</param>
internal sealed record MatchedEntry(FeedEntry Entry, IReadOnlyList<string> Keys, PlaceRow? Known)
{
    /// <summary>Most keys that are remembered of one entry: the newest.</summary>
    private const int MostKeys = 12;

    /// <summary>Its place: the link under which it was first seen, whatever becomes of that; where it has no link of its own, the feed and what tells it.</summary>
    public string Location(string feed) => Known?.Location ?? (Entry.Link is not null && Keys.Any(key => key.StartsWith("link:", StringComparison.Ordinal))
        ? WebLocation.Of(Entry.Link) : feed + "#entry-" + FeedEntry.Hash(Keys[0])[..32]);

    /// <summary>The keys that it is remembered by: these, and those from before.</summary>
    public string[] Remembered => [.. Keys.Concat(Known?.Keys ?? []).Distinct(StringComparer.Ordinal).Take(MostKeys)];
}

/// <summary>
/// Which entries are known: one with the same guid, or else the same link, or else the same title and date. Publishers change any one of them. What several entries of a feed share, or what is
/// the address of the whole site, tells none of them; an entry that shares all with others is told by its text.
/// </summary>
internal static class FeedMatch
{
    /// <summary>What tells each entry, in the order of the feed; what stands twice counts once.</summary>
    public static List<(FeedEntry Entry, IReadOnlyList<string> Keys)> Told(FeedDocument feed)
    {
        var entries = feed.Entries.DistinctBy(entry => string.Join(' ', entry.Keys.DefaultIfEmpty(entry.Fingerprint))).ToList();
        var counts = entries.SelectMany(entry => entry.Keys).CountBy(key => key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var home = feed.Home is null ? null : "link:" + FeedEntry.Hash(WebAddress.Key(feed.Home));
        return entries.ConvertAll(entry =>
        {
            List<string> keys = [.. entry.Keys.Where(key => counts[key] == 1 && key != home)];
            return (entry, (IReadOnlyList<string>)(keys.Count > 0 ? keys : ["text:" + entry.Fingerprint]));
        });
    }

    /// <summary>Finds each entry's place. One place is one entry's: the first that claims it by its strongest key.</summary>
    public static List<MatchedEntry> Find(IReadOnlyList<(FeedEntry Entry, IReadOnlyList<string> Keys)> told, IEnumerable<PlaceRow> places)
    {
        var byKey = new Dictionary<string, PlaceRow>(StringComparer.Ordinal);
        foreach (var place in places.OrderByDescending(place => place.SeenAt))
        {
            foreach (var key in place.Keys)
            {
                byKey.TryAdd(key, place);
            }
        }

        // All that the strongest kind of key tells comes first, so that a link that went to another entry does not take that entry's place.
        var (taken, found) = (new HashSet<string>(StringComparer.Ordinal), new PlaceRow?[told.Count]);
        foreach (var kind in (string[])["guid:", "link:", "title:", "text:"])
        {
            for (var at = 0; at < told.Count; at++)
            {
                if (found[at] is null && told[at].Keys.FirstOrDefault(key => key.StartsWith(kind, StringComparison.Ordinal)) is { } key
                    && byKey.TryGetValue(key, out var place) && taken.Add(place.Location))
                {
                    found[at] = place;
                }
            }
        }

        return [.. told.Select((entry, at) => new MatchedEntry(entry.Entry, entry.Keys, found[at]))];
    }
}
