namespace Platform.Storage;

/// <summary>Storage's log lines, events 300–399.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Debug, "Stored {Stored}, duplicates {Duplicates}, refused {Refused}, known already {Known}")]
    public static partial void Settled(this ILogger logger, int stored, int duplicates, int refused, int known);

    [LoggerMessage(301, LogLevel.Warning, "The database does not take documents now and is tried again in {Seconds} s: {Reason}")]
    public static partial void DatabaseAway(this ILogger logger, double seconds, string reason);

    [LoggerMessage(302, LogLevel.Error, "The document of arrival {ArrivalId} cannot be stored")]
    public static partial void CannotStore(this ILogger logger, Exception failure, Guid arrivalId);

    [LoggerMessage(303, LogLevel.Debug, "The doorbell did not ring: {Reason}")]
    public static partial void DoorbellFailed(this ILogger logger, string reason);

    [LoggerMessage(304, LogLevel.Error, "The parsed text of arrival {ArrivalId} is not in the content store")]
    public static partial void ParsedTextMissing(this ILogger logger, Exception failure, Guid arrivalId);

    [LoggerMessage(305, LogLevel.Warning, "Records wait for the search index, which cannot be written now: {Reason}")]
    public static partial void CannotIndex(this ILogger logger, string reason);

    [LoggerMessage(306, LogLevel.Error, "Document {DocumentId} cannot be searched for; PostgreSQL makes no words of it: {Reason}")]
    public static partial void LeftOut(this ILogger logger, Guid documentId, string reason);

    [LoggerMessage(307, LogLevel.Warning, "Contents of deleted documents are not removed now, and are tried again: {Reason}")]
    public static partial void CannotRemove(this ILogger logger, string reason);

    [LoggerMessage(308, LogLevel.Information, "Of contents that deletions left {Removed} are removed, {Needed} are needed elsewhere, {Waiting} wait for arrivals under way")]
    public static partial void Removed(this ILogger logger, int removed, int needed, int waiting);

    [LoggerMessage(309, LogLevel.Information, "{Count} documents of source {Source} were older than it keeps them and are deleted")]
    public static partial void Expired(this ILogger logger, int count, string source);

    [LoggerMessage(310, LogLevel.Information, "{Count} events from before {Time} left the log")]
    public static partial void Trimmed(this ILogger logger, int count, DateTimeOffset time);

    [LoggerMessage(311, LogLevel.Warning, "Old outcomes could not be removed now: {Reason}")]
    public static partial void NotRemoved(this ILogger logger, string reason);

    [LoggerMessage(312, LogLevel.Debug, "Another writer was faster with one of these documents, so they are taken once more: {Reason}")]
    public static partial void Overtaken(this ILogger logger, string reason);
}
