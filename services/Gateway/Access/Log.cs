using System.Net;

namespace Platform.Gateway.Access;

/// <summary>What the Gateway logs about who may come in. Ids 4100 to 4199.</summary>
internal static partial class Log
{
    [LoggerMessage(4101, LogLevel.Warning, "A request from {Address} came with a key that is not known or was revoked")]
    public static partial void KeyRefused(this ILogger log, IPAddress? address);

    [LoggerMessage(4102, LogLevel.Information, "{Name} signed in to the dashboard from {Address}")]
    public static partial void SignedIn(this ILogger log, string name, IPAddress? address);

    [LoggerMessage(4103, LogLevel.Warning, "A sign-in from {Address} was refused: {Why}")]
    public static partial void SignInRefused(this ILogger log, IPAddress? address, string why);

    [LoggerMessage(4104, LogLevel.Error, "{Method} {Path} failed (trace {Trace})")]
    public static partial void RequestFailed(this ILogger log, Exception failure, string method, string path, string trace);

    [LoggerMessage(4105, LogLevel.Warning, "{Method} {Path} was answered with 503, since the database does not serve now: {Why}")]
    public static partial void RequestTooEarly(this ILogger log, string method, string path, string why);

    [LoggerMessage(4106, LogLevel.Error, "The audit could not be written: {Who}: {Action} {Target}, done: {Good}; {Why}")]
    public static partial void NotAudited(this ILogger log, string who, string action, string target, bool good, string why);
}
