namespace Platform.Gateway.Subscriptions;

/// <summary>What the Gateway logs about webhooks. Ids 4300 to 4399.</summary>
internal static partial class Log
{
    [LoggerMessage(4300, LogLevel.Information, "This Gateway delivers webhooks now")]
    public static partial void DeliveryStarted(this ILogger logger);

    [LoggerMessage(4301, LogLevel.Warning, "Webhooks are not delivered now and are tried again in a second: {Reason}")]
    public static partial void DeliveryAway(this ILogger logger, string reason);

    [LoggerMessage(4302, LogLevel.Error, "The subscription {Name} ({Id}) was disabled: {Reason}")]
    public static partial void SubscriptionDisabled(this ILogger logger, string name, Guid id, string reason);

    [LoggerMessage(4303, LogLevel.Warning, "The subscription {Name} ({Id}) did not take event {EventId} in attempt {Number}: {Reason}")]
    public static partial void AttemptFailed(this ILogger logger, string name, Guid id, Guid eventId, int number, string? reason);

    [LoggerMessage(4304, LogLevel.Warning, "Delivery to the subscription {Name} ({Id}) is interrupted for a second: {Reason}")]
    public static partial void CourierAway(this ILogger logger, string name, Guid id, string reason);
}
