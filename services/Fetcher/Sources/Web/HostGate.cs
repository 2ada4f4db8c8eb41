using System.Collections.Concurrent;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Keeps to a rate per host, over all sources, and remembers which host asked for quiet. A host is its name and port.</summary>
internal sealed class HostGate(WebSettings settings, TimeProvider clock)
{
    /// <summary>Longest quiet that a host may ask for.</summary>
    public static readonly TimeSpan LongestQuiet = TimeSpan.FromDays(1);

    private const int MostHosts = 10_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits until it is this request's turn.</summary>
    /// <param name="address">What will be asked for.</param>
    /// <param name="delay">The pause that the host's robots.txt wants; the longer of it and the setting counts.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task EnterAsync(Uri address, TimeSpan? delay, CancellationToken cancellation)
    {
        var pause = delay is { } wanted && wanted > settings.HostPause ? wanted : settings.HostPause;
        var wait = HostOf(address).Turn(clock.GetUtcNow(), pause < LongestPause ? pause : LongestPause);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellation);
        }
    }

    /// <summary>The host asked not to be asked before a time.</summary>
    /// <returns>That time, within bounds.</returns>
    public DateTimeOffset Hold(Uri address, DateTimeOffset until)
    {
        var most = clock.GetUtcNow() + LongestQuiet;
        return HostOf(address).Hold(until < most ? until : most);
    }

    /// <summary>Until when the host wants quiet; null where it does not.</summary>
    public DateTimeOffset? Held(Uri address) => HostOf(address).Held is var held && held > clock.GetUtcNow() ? held : null;

    private Host HostOf(Uri address)
    {
        if (_hosts.Count > MostHosts)
        {
            var now = clock.GetUtcNow();
            foreach (var (name, host) in _hosts.Where(pair => pair.Value.IsIdle(now)))
            {
                _hosts.TryRemove(new KeyValuePair<string, Host>(name, host));
            }
        }

        return _hosts.GetOrAdd(address.Authority, _ => new Host());
    }

    private sealed class Host
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _next;
        private DateTimeOffset _held;

        public DateTimeOffset Held
        {
            get
            {
                lock (_lock)
                {
                    return _held;
                }
            }
        }

        public TimeSpan Turn(DateTimeOffset now, TimeSpan pause)
        {
            lock (_lock)
            {
                var at = _next > now ? _next : now;
                _next = at + pause;
                return at - now;
            }
        }

        public DateTimeOffset Hold(DateTimeOffset until)
        {
            lock (_lock)
            {
                return _held = until > _held ? until : _held;
            }
        }

        public bool IsIdle(DateTimeOffset now)
        {
            lock (_lock)
            {
                return _next < now && _held < now;
            }
        }
    }
}
