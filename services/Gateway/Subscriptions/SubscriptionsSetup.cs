using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary>Webhooks: who wants events, and their delivery.</summary>
public static class SubscriptionsSetup
{
    /// <summary>Registers the store and the delivery.</summary>
    /// <exception cref="BadSettingException">A setting of <c>Gateway__Webhooks</c> is bad.</exception>
    public static void AddSubscriptions(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<WebhookSettings>("Gateway:Webhooks", WebhookSettings.Problem);
        builder.Services.AddSingleton<SubscriptionBell>();
        builder.Services.AddSingleton<SubscriptionStore>();
        builder.Services.AddSingleton<LagReader>();
        builder.Services.AddSingleton(services => WebhookAddress.Guard(services.GetRequiredService<WebhookSettings>()));
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<CourierPlace>();
        builder.Services.AddHostedService<WebhookDelivery>();
    }
}
