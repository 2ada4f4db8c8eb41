namespace Platform.Parser;

/// <summary>The Parser's log lines, events 200–299.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Parsed {Parsed}, rejected {Rejected}, faulted {Faulted}")]
    public static partial void BatchParsed(this ILogger logger, int parsed, int rejected, int faulted);

    [LoggerMessage(201, LogLevel.Error, "The document of arrival {ArrivalId}, content {ContentHash}, made the parser fail")]
    public static partial void ParserFault(this ILogger logger, Exception failure, Guid arrivalId, string contentHash);

    [LoggerMessage(202, LogLevel.Error, "The content {ContentHash} of arrival {ArrivalId} cannot be read from the content store")]
    public static partial void ContentMissing(this ILogger logger, Exception failure, Guid arrivalId, string contentHash);

    [LoggerMessage(210, LogLevel.Error, "A document that somebody asked about made the parser fail")]
    public static partial void SimulationFault(this ILogger logger, Exception failure);
}
