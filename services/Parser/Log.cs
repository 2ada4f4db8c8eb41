namespace Platform.Parser;

/// <summary>The Parser's log lines, events 200–299.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Parsed {Parsed}, rejected {Rejected}, faulted {Faulted}")]
    public static partial void BatchParsed(this ILogger logger, int parsed, int rejected, int faulted);

    [LoggerMessage(201, LogLevel.Error, "The document of arrival {ArrivalId}, content {ContentHash}, made the parser fail: {Failure}")]
    public static partial void ParserFault(this ILogger logger, Guid arrivalId, string contentHash, string failure);

    [LoggerMessage(202, LogLevel.Error, "The content {ContentHash} of arrival {ArrivalId} cannot be read from the content store: {Failure}")]
    public static partial void ContentMissing(this ILogger logger, Guid arrivalId, string contentHash, string failure);

    [LoggerMessage(203, LogLevel.Warning, "Worker {Pid} ended with {Document}: {Code}. It said: {Said}")]
    public static partial void WorkerEnded(this ILogger logger, int pid, string document, string code, string said);

    [LoggerMessage(210, LogLevel.Error, "A document that somebody asked about made the parser fail: {Failure}")]
    public static partial void SimulationFault(this ILogger logger, string failure);
}
