using System.Net;
using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary>What a subscription's address must be.</summary>
public static class WebhookAddress
{
    /// <summary>Name of the setting with the networks that are allowed although they are not public.</summary>
    public const string Setting = "Gateway__Webhooks__AllowedNetworks";

    /// <summary>The guard of webhooks: what is public is reached over TLS only.</summary>
    public static AddressGuard Guard(WebhookSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new AddressGuard(settings.Networks, Setting, onlyEncrypted: true);
    }

    /// <summary>One sentence on why nothing can ever be sent to an address; null where that depends on what its host's name resolves to.</summary>
    public static string? Problem(string url, AddressGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        if (url is null || url.Length > 2048 || !Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            || address.Host.Length == 0)
        {
            return "url must be an absolute https address of at most 2048 characters.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "url must not hold a user name, a password or a fragment.";
        }

        var encrypted = address.Scheme == Uri.UriSchemeHttps;
        if (IPAddress.TryParse(address.DnsSafeHost, out var literal))
        {
            return guard.Allows(literal, encrypted) ? null : guard.Refusal(address.Host, literal);
        }

        return encrypted || guard.AllowsMore ? null : $"url must begin with https: events go without TLS only into networks that {Setting} names.";
    }
}
