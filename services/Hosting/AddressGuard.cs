using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Platform.Hosting;

/// <summary>
/// Decides which addresses requests may go out to. A name is resolved once and the very address that was judged is connected to: a
/// check before the connection could be deceived by a name that resolves otherwise the second time.
/// </summary>
public sealed class AddressGuard
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

    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly string _setting;
    private readonly bool _onlyEncrypted;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <param name="allowed">Networks that may be reached although they are not public.</param>
    /// <param name="setting">Name of the setting that holds them, for sentences.</param>
    /// <param name="onlyEncrypted">Whether what is public is reached over TLS only.</param>
    /// <param name="resolve">Tells the addresses of a name; the machine's own resolver where null.</param>
    public AddressGuard(
        IReadOnlyList<IPNetwork> allowed, string setting, bool onlyEncrypted, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (_allowed, _setting, _onlyEncrypted) = (allowed, setting, onlyEncrypted);
        _resolve = resolve ?? ((host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation));
    }

    /// <summary>Whether any network is allowed that is not public.</summary>
    public bool AllowsMore => _allowed.Count > 0;

    /// <summary>Networks in CIDR form, separated by commas; null where one is none.</summary>
    /// <param name="list">Such as <c>10.1.0.0/16, 127.0.0.0/8</c>.</param>
    /// <param name="bad">The first that is no network.</param>
    public static IReadOnlyList<IPNetwork>? Networks(string list, out string? bad)
    {
        ArgumentNullException.ThrowIfNull(list);
        var parts = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bad = Array.Find(parts, part => !IPNetwork.TryParse(part, out _));
        return bad is null ? [.. parts.Select(IPNetwork.Parse)] : null;
    }

    /// <summary>Whether an address may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="encrypted">Whether the request goes over TLS.</param>
    public bool Allows(IPAddress address, bool encrypted)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || ((encrypted || !_onlyEncrypted) && IsPublic(plain));
    }

    /// <summary>Why a host at an address is refused, and what to do.</summary>
    public string Refusal(string host, IPAddress address) => _onlyEncrypted && IsPublic(address)
        ? $"{host} is reached without TLS; use https, or name its network in {_setting}."
        : $"{host} is at {address}, which is not a public address; to allow it, name its network in {_setting}.";

    /// <summary>Connects to the first address of the host that may be connected to; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">None may be.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var host = context.DnsEndPoint.Host;
        var encrypted = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellation);
        var good = addresses.Where(address => Allows(address, encrypted)).ToArray();
        if (good.Length == 0)
        {
            throw new AddressRefusedException(addresses.Length == 0 ? $"{host} has no address." : Refusal(host, addresses[0]));
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

    private static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !NotPublic4.Any(network => network.Contains(plain))
            : Public6.Contains(plain) && !NotPublic6.Any(network => network.Contains(plain));
    }
}

/// <summary>An address may not be connected to; the message is one sentence that says why.</summary>
public sealed class AddressRefusedException(string message) : Exception(message);
