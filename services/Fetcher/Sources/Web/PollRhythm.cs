namespace Platform.Fetcher.Sources.Web;

/// <summary>When a feed is asked for next. Pure.</summary>
internal static class PollRhythm
{
    private const int Newest = 10;

    /// <summary>
    /// Half the mean distance of its newest entries, or an eighth of its silence where that is longer: what posts hourly is asked twice an hour and, while it sleeps, less and less. A feed without
    /// dates is told by its changes: twice as often after one, half as often again after none. Never sooner than the feed or its server asks for, and always within the bounds.
    /// </summary>
    /// <param name="dates">When its entries were published.</param>
    /// <param name="now">Now.</param>
    /// <param name="before">The interval until now; null at first.</param>
    /// <param name="changed">Whether it was another than the last time.</param>
    /// <param name="asked">The longest time that feed or server ask to be left alone; null where they do not.</param>
    /// <param name="settings">The bounds.</param>
    public static TimeSpan Next(IEnumerable<DateTimeOffset> dates, DateTimeOffset now, TimeSpan? before, bool changed, TimeSpan? asked, WebSourceSettings settings)
    {
        var newest = dates.Where(date => date <= now).OrderDescending().Take(Newest + 1).ToList();
        var last = before ?? settings.MinInterval;
        var shown = newest.Count >= 2 ? Longer((newest[0] - newest[^1]) / (newest.Count - 1) / 2, (now - newest[0]) / 8) : changed ? last / 2 : last * 1.5;
        return Within(asked is { } floor ? Longer(shown, floor) : shown, settings);
    }

    /// <summary>After an answer that all is as it was: half as long again.</summary>
    public static TimeSpan Unchanged(TimeSpan? before, TimeSpan? asked, WebSourceSettings settings) =>
        Within(Longer((before ?? settings.MinInterval) * 1.5, asked ?? TimeSpan.Zero), settings);

    /// <summary>After attempts without success: twice as long each time.</summary>
    public static TimeSpan Failed(int tries, WebSourceSettings settings) => Within(settings.MinInterval * Math.Pow(2, Math.Min(tries - 1, 30)), settings);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Within(TimeSpan wanted, WebSourceSettings settings) => wanted < settings.MinInterval ? settings.MinInterval : wanted > settings.MaxInterval ? settings.MaxInterval : wanted;
}
