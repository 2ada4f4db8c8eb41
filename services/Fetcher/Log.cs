namespace Platform.Fetcher;

/// <summary>The Fetcher's log lines, by event id.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Watching {Root} as {Source}: {Mode}")]
    public static partial void Watching(ILogger logger, string root, string source, string mode);

    [LoggerMessage(1002, LogLevel.Warning, "Source {Source} cannot be used: {Problem}")]
    public static partial void SourceUnusable(ILogger logger, string source, string? problem);

    [LoggerMessage(1003, LogLevel.Information, "Reconciled .processing of {Source} with the ledger: {Resumed} go on, {Filed} filed, {Returned} put back")]
    public static partial void Reconciled(ILogger logger, string source, int resumed, int filed, int returned);

    [LoggerMessage(1004, LogLevel.Warning, "Fetching from {Source} stopped and tries again in {Seconds} s: {Why}")]
    public static partial void FetchingStopped(ILogger logger, Exception? failure, string source, double seconds, string why);

    [LoggerMessage(1005, LogLevel.Information, "Arrival {ArrivalId} is refused as {Code}: {Name}")]
    public static partial void Refused(ILogger logger, Guid arrivalId, string code, string name);

    [LoggerMessage(1006, LogLevel.Information, "Arrival {ArrivalId} changed while it was read and is read again: {Name}")]
    public static partial void ChangedWhileRead(ILogger logger, Guid arrivalId, string name);

    [LoggerMessage(1007, LogLevel.Warning, "Arrival {ArrivalId} cannot be fetched now and is tried again: {Name}: {Why}")]
    public static partial void NotFetched(ILogger logger, Guid arrivalId, string name, string why);

    [LoggerMessage(1008, LogLevel.Warning, "{Count} documents were not published; the ledger publishes them again: {Why}")]
    public static partial void NotPublished(ILogger logger, int count, string why);

    [LoggerMessage(1009, LogLevel.Warning, "Arrival {ArrivalId} has its outcome, but its file cannot be moved to {Folder}; tried again when it is due: {Why}")]
    public static partial void NotFiled(ILogger logger, Guid arrivalId, string folder, string why);

    [LoggerMessage(1010, LogLevel.Information, "{Count} arrivals without an outcome were due and are published again")]
    public static partial void Redriven(ILogger logger, int count);

    [LoggerMessage(1011, LogLevel.Warning, "The re-drive stopped and tries again in {Seconds} s: {Why}")]
    public static partial void RedriveStopped(ILogger logger, Exception? failure, double seconds, string why);

    [LoggerMessage(1012, LogLevel.Warning, "Arrival {ArrivalId} met a fault of ours and is scheduled again: {Message}")]
    public static partial void Faulted(ILogger logger, Guid arrivalId, string message);

    [LoggerMessage(1013, LogLevel.Information, "Arrival {ArrivalId} changed after it was read: the new bytes are back where they came from as {Name}")]
    public static partial void ChangedAfterRead(ILogger logger, Guid arrivalId, string name);

    [LoggerMessage(1014, LogLevel.Information, "Source {Source}: {Command}")]
    public static partial void Commanded(ILogger logger, string source, string command);

    [LoggerMessage(1015, LogLevel.Warning, "{Count} arrivals of {Source} are under way, which is no source any more; configure it again and they go on")]
    public static partial void SourceGone(ILogger logger, int count, string source);

    [LoggerMessage(1017, LogLevel.Information, "Arrival {ArrivalId} is unpacked, {Count} members: {Name}")]
    public static partial void Unpacked(ILogger logger, Guid arrivalId, string name, int count);

    [LoggerMessage(1018, LogLevel.Warning, "Arrival {ArrivalId} cannot be unpacked now and is tried again when it is due: {Name}: {Why}")]
    public static partial void NotUnpacked(ILogger logger, Exception? failure, Guid arrivalId, string name, string why);

    [LoggerMessage(1016, LogLevel.Warning, "The receipt of batch {BatchId} cannot be written and is tried again: {Why}")]
    public static partial void ReceiptWaits(ILogger logger, Guid batchId, string why);

    [LoggerMessage(1040, LogLevel.Information, "Operation {OperationId} begins: {Kind} of {Count} arrivals, asked for by {Who}")]
    public static partial void OperationBegun(ILogger logger, string kind, Guid operationId, int count, string who);

    [LoggerMessage(1041, LogLevel.Warning, "Operations stopped and go on in a second: {Why}")]
    public static partial void OperationsStopped(ILogger logger, Exception? failure, string why);

    [LoggerMessage(1042, LogLevel.Information, "{Count} arrivals that settled over {Days} days ago are removed from the ledger; the books keep their number")]
    public static partial void Removed(ILogger logger, int count, double days);

    [LoggerMessage(1050, LogLevel.Information, "This Fetcher works on the watched folders")]
    public static partial void LeaseHeld(ILogger logger);

    [LoggerMessage(1051, LogLevel.Warning, "The lock on the watched folders is lost; this Fetcher stands by until it has it again")]
    public static partial void LeaseLost(ILogger logger);
    [LoggerMessage(1023, LogLevel.Error, "{Type} died in {Queue} ({Reason}) and is kept among the dead letters")]
    public static partial void Kept(ILogger logger, string type, string queue, string reason);

    [LoggerMessage(1024, LogLevel.Information, "{Count} dead letters are returned to where they died, asked for by {Who}")]
    public static partial void Returned(ILogger logger, int count, string who);

    [LoggerMessage(1031, LogLevel.Information, "Source {Source}: {Count} documents entered from {Place}")]
    public static partial void Entered(ILogger logger, string source, int count, string place);

    [LoggerMessage(1033, LogLevel.Warning, "A file of {Source} cannot be read now and is tried again: {Name}: {Why}")]
    public static partial void NotRead(ILogger logger, string source, string name, string why);

    [LoggerMessage(1034, LogLevel.Warning, "{Count} files of {Source} are in the books and wait, such as {Name}: {Why}")]
    public static partial void HeldBack(ILogger logger, string source, int count, string name, string why);

    [LoggerMessage(1035, LogLevel.Warning, "The bytes of {Count} files of {Source} cannot be kept now and are read again: {Why}")]
    public static partial void NotKept(ILogger logger, string source, int count, string why);

    [LoggerMessage(1032, LogLevel.Warning, "Source {Source} waits: {Problem}")]
    public static partial void SourceWaits(ILogger logger, string source, string problem);
}
