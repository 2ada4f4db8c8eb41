using System.Net;
using System.Threading.RateLimiting;

namespace Platform.Gateway.Access;

/// <summary>
/// Counts wrong keys and wrong links for each address that sends them. Secrets are too long to guess; the limit keeps guessing from
/// costing the database anything. Right ones cost nothing.
/// </summary>
public sealed class FailedAttempts : IDisposable
{
    /// <summary>Wrong attempts allowed to one address in a minute.</summary>
    public const int PerMinute = 30;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    /// <summary>Whether the sender has used up its wrong attempts for now.</summary>
    public bool TooMany(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(AddressOf(context), permitCount: 0);
        return !lease.IsAcquired;
    }

    /// <summary>Counts one.</summary>
    public void Count(HttpContext context) => _limiter.AttemptAcquire(AddressOf(context)).Dispose();

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
