using System.Collections.Concurrent;
using Platform.Hosting;

namespace Platform.Gateway.Services;

/// <summary>What was heard of each process, in memory: who stopped is gone at once, who fell silent is shown as silent and forgotten after ten minutes.</summary>
public sealed class ServicesBook(Heartbeats own, TimeProvider time)
{
    /// <summary>How long after its last word a process counts as silent: four heartbeats.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(4 * Heartbeat.Seconds);

    private const int Most = 200;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private static readonly string[] Expected = ["fetcher", "parser", "storage", "gateway"];

    private readonly ConcurrentDictionary<string, Word> _heard = new(StringComparer.Ordinal);

    /// <summary>Takes a heartbeat.</summary>
    public void Heard(Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        var key = $"{heartbeat.Service} {heartbeat.Instance}";
        if (heartbeat.IsStopping)
        {
            _heard.TryRemove(key, out _);
        }
        else if (_heard.Count < Most || _heard.ContainsKey(key))
        {
            var now = time.GetUtcNow();
            _heard.AddOrUpdate(key, _ => new Word(heartbeat, now, Before: null), (_, before) => new Word(heartbeat, now, before with { Before = null }));
        }
    }

    /// <summary>The processes that run, by service and instance; a service of which nobody was heard is there without an instance.</summary>
    public IReadOnlyList<ServiceState> All()
    {
        var now = time.GetUtcNow();
        foreach (var (key, heard) in _heard.Where(one => now - one.Value.At > Remembered))
        {
            _heard.TryRemove(new KeyValuePair<string, Word>(key, heard));
        }

        // This process needs no bus to know of itself.
        var states = _heard.Values.Where(one => one.Last.Instance != Instance.Name || one.Last.Service != own.Last?.Service).Select(one => State(one, now)).ToList();
        if (own.Last is { } self)
        {
            var before = _heard.GetValueOrDefault($"{self.Service} {self.Instance}")?.Before;
            states.Add(State(new Word(self, self.At, before), now));
        }

        states.AddRange(Expected.Where(name => states.TrueForAll(state => state.Service != name))
            .Select(name => new ServiceState(name, null, null, null, null, "silent", "Nothing was heard of it: see whether it runs, and whether the broker is there.", [])));
        return [.. states.OrderBy(state => Array.IndexOf(Expected, state.Service)).ThenBy(state => state.Instance, StringComparer.Ordinal)];
    }

    private static ServiceState State(Word heard, DateTimeOffset now)
    {
        var last = heard.Last;
        var missing = last.Checks.Where(check => check.Why is not null).Select(check => $"{check.Name}: {check.Why}").ToList();
        var (state, why) = now - heard.At > Silence ? ("silent", "Its heartbeat stopped: see whether it runs, and its log.")
            : missing.Count > 0 ? ("not_ready", string.Join(" ", missing)) : ("ready", (string?)null);
        return new ServiceState(last.Service, last.Instance, last.Version, last.StartedAt, heard.At, state, why, [.. last.Queues.Select(queue => new ServiceQueue(
            queue.Name, queue.Concurrency, queue.UnderWay, queue.Taken, state == "silent" ? 0 : Rate(heard, queue)))]);
    }

    /// <summary>Messages a minute since the heartbeat before.</summary>
    private static double Rate(Word heard, HeartbeatQueue queue) =>
        heard.Before is { } before && before.Last.Queues.FirstOrDefault(one => one.Name == queue.Name) is { } then && (heard.Last.At - before.Last.At).TotalMinutes is > 0 and var minutes
            ? Math.Max(0, queue.Taken - then.Taken) / minutes : 0;

    private sealed record Word(Heartbeat Last, DateTimeOffset At, Word? Before);
}

/// <summary>One process of a service.</summary>
/// <param name="Service"><c>fetcher</c>, <c>parser</c>, <c>storage</c> or <c>gateway</c>.</param>
/// <param name="Instance">Host and process id; null where none was heard.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">Since when it runs.</param>
/// <param name="HeardAt">Its last heartbeat.</param>
/// <param name="State"><c>ready</c>, <c>not_ready</c> or <c>silent</c>.</param>
/// <param name="Why">One sentence where it is not ready; null where it is.</param>
/// <param name="Queues">The queues that it reads.</param>
public sealed record ServiceState(
    string Service, string? Instance, string? Version, DateTimeOffset? StartedAt, DateTimeOffset? HeardAt, string State, string? Why, IReadOnlyList<ServiceQueue> Queues);

/// <summary>What a process does with one queue.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Concurrency">Messages that it works on at once at most.</param>
/// <param name="UnderWay">Messages that it works on now.</param>
/// <param name="Taken">Messages that it has dealt with since it began.</param>
/// <param name="PerMinute">Messages a minute, between its last two heartbeats.</param>
public sealed record ServiceQueue(string Name, int Concurrency, int UnderWay, long Taken, double PerMinute);
