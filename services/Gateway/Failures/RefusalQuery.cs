using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Contracts;

namespace Platform.Gateway.Failures;

/// <summary>A <see cref="RefusalFilter"/> as an address, a form and the JSON of the API spell it: one name for each part.</summary>
public static class RefusalQuery
{
    private const int MostCharacters = 255;

    /// <summary>Reads a filter.</summary>
    /// <param name="value">What is given for a name; null or empty where nothing is.</param>
    /// <param name="filter">The filter, where there is no problem.</param>
    /// <returns>A sentence that says what cannot be read; null where all can.</returns>
    public static string? TryRead(Func<string, string?> value, out RefusalFilter filter)
    {
        ArgumentNullException.ThrowIfNull(value);
        filter = new RefusalFilter();
        string? problem = null;
        var (state, reason, stage, source, format) = (Text("state"), Text("reason"), Text("stage"), Text("source"), Text("format")?.TrimStart('.').ToLowerInvariant());
        var (batch, arrival, from, until) = (Id("batch"), Id("arrival"), Time("observed_from"), Time("observed_until"));
        if (state is not (null or Outcomes.Rejected or Outcomes.Failed))
        {
            problem ??= "state must be rejected or failed.";
        }

        var dismissed = Text("dismissed");
        if (dismissed is not (null or "true" or "false"))
        {
            problem ??= "dismissed must be true or false.";
        }

        filter = new RefusalFilter
        {
            State = state,
            Reason = reason,
            Stage = stage,
            Source = source,
            Batch = batch,
            Arrival = arrival,
            Format = format,
            ObservedFrom = from,
            ObservedUntil = until,
            Dismissed = dismissed == "true",
        };
        return problem;

        string? Text(string name)
        {
            if (value(name)?.Trim() is not { Length: > 0 } given)
            {
                return null;
            }

            if (given.Length > MostCharacters || given.Contains('\0', StringComparison.Ordinal))
            {
                problem ??= $"{name} is longer than {MostCharacters} characters, or holds one that is no text.";
            }

            return given;
        }

        Guid? Id(string name)
        {
            if (Text(name) is not { } given)
            {
                return null;
            }

            if (!Guid.TryParse(given, out var id))
            {
                problem ??= $"{name} must be an id, such as 0197a000-0000-7000-8000-000000000000.";
            }

            return id;
        }

        DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } given)
            {
                return null;
            }

            if (!DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                problem ??= $"{name} must be a time such as 2026-03-14T09:30:00Z.";
            }

            return time;
        }
    }

    /// <summary>The parts that are given, by name.</summary>
    public static IEnumerable<(string Name, string Value)> Parts(RefusalFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new (string Name, string? Value)[]
        {
            ("state", filter.State), ("reason", filter.Reason), ("stage", filter.Stage), ("source", filter.Source), ("batch", filter.Batch?.ToString()),
            ("arrival", filter.Arrival?.ToString()), ("format", filter.Format), ("observed_from", Iso(filter.ObservedFrom)), ("observed_until", Iso(filter.ObservedUntil)),
            ("dismissed", filter.Dismissed ? "true" : null),
        }.Where(part => part.Value is not null).Select(part => (part.Name, part.Value!));
    }

    /// <summary>An address with the filter in its query, and what is given beside it.</summary>
    public static string Address(string path, RefusalFilter filter, string? name = null, string? value = null) => QueryHelpers.AddQueryString(
        path, Parts(filter).Append((name!, value!)).Where(part => part.Item2 is not null).Select(part => new KeyValuePair<string, string?>(part.Item1, part.Item2)));

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
