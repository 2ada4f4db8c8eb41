namespace Platform.Gateway.Feed;

/// <summary>What the Gateway logs about the feed. Ids 4200 to 4299.</summary>
internal static partial class Log
{
    [LoggerMessage(4200, LogLevel.Warning, "The database does not announce events now, so the log is read once a second: {Reason}")]
    public static partial void DoorbellAway(this ILogger logger, string reason);

    [LoggerMessage(4201, LogLevel.Warning, "Events do not reach the exchange platform.events now and are tried again in {Seconds} s: {Reason}")]
    public static partial void RelayAway(this ILogger logger, double seconds, string reason);

    [LoggerMessage(4202, LogLevel.Information, "Events go to the exchange platform.events from {Sequence} on")]
    public static partial void RelayStarted(this ILogger logger, string sequence);

    [LoggerMessage(4203, LogLevel.Error, "The broker was away for longer than events are kept: those from {From} up to {Earliest} never reach the exchange platform.events")]
    public static partial void RelayPastRetention(this ILogger logger, string from, string earliest);

    [LoggerMessage(4204, LogLevel.Warning, "Old events cannot be removed now and are in an hour: {Reason}")]
    public static partial void NotTrimmed(this ILogger logger, string reason);
}
