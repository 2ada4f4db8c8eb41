using System.Data.Common;

namespace Platform.Fetcher;

/// <summary>Tells a dependency that is away, for which one line in the log is enough, from a bug, whose stack is wanted.</summary>
internal static class Outage
{
    public static bool Is(Exception failure) => failure.GetBaseException() is DbException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    /// <summary>The exception to log: none for an outage.</summary>
    public static Exception? Stack(Exception failure) => Is(failure) ? null : failure;
}
