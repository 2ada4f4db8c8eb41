using System.Net;
using System.Net.Sockets;

namespace Platform.Gateway.Subscriptions;

/// <summary>
/// Decides which addresses events may be sent to. A name is resolved once and the very address that was judged is connected to: a
/// check before the connection could be deceived by a name that resolves otherwise the second time.
/// </summary>
/// <param name="settings">Holds the networks that are allowed although they are not public.</param>
public sealed class AddressGuard(WebhookSettings settings)
{
    // What IANA's special-purpose registries (RFC 6890) list as not globally reachable, and multicast.
    private static readonly IPNetwork[] NotPublic4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Of IPv6 only 2000::/3 is handed out; in it, what carries an IPv4 address or is for documentation.
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublic6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    private readonly IReadOnlyList<IPNetwork> _allowed = settings.Networks;

    /// <summary>Whether an address may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="encrypted">Whether the request goes over TLS; without it only allowed networks are reached.</param>
    public bool Allows(IPAddress address, bool encrypted)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || (encrypted && IsPublic(plain));
    }

    /// <summary>One sentence on why nothing can ever be sent to an address; null where that depends on what its host's name resolves to.</summary>
    public string? Problem(string url)
    {
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
            return Allows(literal, encrypted) ? null : Refusal(address.Host, literal, encrypted);
        }

        return encrypted || _allowed.Count > 0 ? null : "url must begin with https: events go without TLS only into networks that Gateway__Webhooks__AllowedNetworks names.";
    }

    /// <summary>Connects to the first address of the host that may be connected to; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">None may be.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var host = context.DnsEndPoint.Host;
        var encrypted = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var good = addresses.Where(address => Allows(address, encrypted)).ToArray();
        if (good.Length == 0)
        {
            throw new AddressRefusedException(addresses.Length == 0 ? $"{host} has no address." : Refusal(host, addresses[0], encrypted));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(good, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !NotPublic4.Any(network => network.Contains(address))
        : Public6.Contains(address) && !NotPublic6.Any(network => network.Contains(address));

    private static string Refusal(string host, IPAddress address, bool encrypted) => IsPublic(address) && !encrypted
        ? $"{host} is reached without TLS; use https, or name its network in Gateway__Webhooks__AllowedNetworks."
        : $"{host} is at {address}, which is not a public address; to allow it, name its network in Gateway__Webhooks__AllowedNetworks.";
}

/// <summary>An address may not be connected to; the message is one sentence that says why.</summary>
public sealed class AddressRefusedException(string message) : Exception(message);
