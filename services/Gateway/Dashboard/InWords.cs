using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Platform.Gateway.Dashboard;

/// <summary>Figures as people read them.</summary>
public static class InWords
{
    /// <summary>A count with its thousands apart: <c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: whole from ten on, with one decimal below.</summary>
    public static string Rate(double value) => value.ToString(value is 0 or >= 10 ? "N0" : "0.#", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its largest unit: <c>0 s</c>, <c>59 s</c>, <c>3 min</c>, <c>5 h</c>, <c>12 d</c>. Never negative: clocks differ a little.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => Whole(Math.Max(0, age.TotalSeconds), "s"),
        { TotalMinutes: < 60 } => Whole(age.TotalMinutes, "min"),
        { TotalHours: < 48 } => Whole(age.TotalHours, "h"),
        _ => Whole(age.TotalDays, "d"),
    };

    /// <summary>How long something took, precisely where it was short: <c>45 ms</c>, <c>2.3 s</c>, then as <see cref="Age"/>.</summary>
    public static string Took(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => Whole(Math.Max(0, time.TotalMilliseconds), "ms"),
        { TotalSeconds: < 10 } => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        _ => Age(time),
    };

    /// <summary>A state or kind of the API's spelling, as words: <c>in_flight</c> is <c>in flight</c>.</summary>
    public static string Words(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace('_', ' ');
    }

    /// <summary>A moment: <c>14 March 2026, 09:30:00 UTC</c>.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A size in bytes: <c>900 B</c>, <c>3.1 KB</c>, <c>100 MB</c>.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        double value = bytes;
        var unit = 0;
        for (; value >= 1000 && unit < units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>A stated time as the record keeps it, with the parts apart: <c>2024-03-14 09:30 +03:00</c>. Nothing is converted.</summary>
    [return: NotNullIfNotNull(nameof(iso))]
    public static string? Stated(string? iso)
    {
        var cut = iso?.IndexOf('T', StringComparison.Ordinal) ?? -1;
        if (iso is null || cut < 0)
        {
            return iso;
        }

        var clock = iso[(cut + 1)..];
        var offset = clock.IndexOfAny(['+', '-', 'Z']);
        return iso[..cut] + " " + (offset < 0 ? clock : clock[..offset] + " " + clock[offset..]);
    }

    private static string Whole(double value, string unit) => Math.Floor(value).ToString(CultureInfo.InvariantCulture) + " " + unit;
}
