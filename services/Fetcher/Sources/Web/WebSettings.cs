using Platform.Hosting;

namespace Platform.Fetcher.Sources.Web;

/// <summary>How all sources of the web ask: section <c>Web</c>.</summary>
internal sealed class WebSettings
{
    public const string Section = "Web";

    public const string NetworksSetting = "Web__AllowedNetworks";

    /// <summary>Networks in CIDR form, separated by commas, that may be asked although they are not public, such as <c>10.1.0.0/16</c>. Default none.</summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>The <c>User-Agent</c>, whose part before <c>/</c> is the name that robots.txt is read for. A contact belongs into it: <c>Platform/0.1 (+https://…)</c>. Default <c>Platform/0.1</c>.</summary>
    public string UserAgent { get; set; } = "Platform/0.1";

    /// <summary>Pause between two requests to one host, 0 to 1 min. Default 1 s; longer where its robots.txt has a <c>Crawl-delay</c>, up to 1 min.</summary>
    public TimeSpan HostPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer may take from the request to its last byte, 1 s to 10 min. Default 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Most redirects of one request, 0 to 20. Default 5.</summary>
    public int MaxRedirects { get; set; } = 5;

    /// <summary>The name that robots.txt is read for.</summary>
    public string RobotName => UserAgent.Split('/', ' ')[0];

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(WebSettings web) => web switch
    {
        _ when AddressGuard.Networks(web.AllowedNetworks, out var bad) is null => $"{NetworksSetting} has {bad}, which is no network in CIDR form, such as 10.1.0.0/16.",
        _ when web.UserAgent.Length > 200 || web.RobotName.Length == 0 || web.UserAgent.Any(letter => letter is < ' ' or > '~') =>
            "Web__UserAgent must be a name in one line of ASCII, such as Platform/0.1 (+https://example.org/contact).",
        _ when web.HostPause < TimeSpan.Zero || web.HostPause > TimeSpan.FromMinutes(1) => "Web__HostPause must be 00:00:00 to 00:01:00.",
        _ when web.Timeout < TimeSpan.FromSeconds(1) || web.Timeout > TimeSpan.FromMinutes(10) => "Web__Timeout must be 00:00:01 to 00:10:00.",
        { MaxRedirects: < 0 or > 20 } => "Web__MaxRedirects must be 0 to 20.",
        _ => null,
    };

    /// <summary>The guard of all requests: what is public may be asked with or without TLS.</summary>
    /// <param name="resolve">Tells the addresses of a name; the machine's own resolver where null.</param>
    public AddressGuard Guard(Func<string, CancellationToken, Task<System.Net.IPAddress[]>>? resolve = null) =>
        new(AddressGuard.Networks(AllowedNetworks, out _) ?? [], NetworksSetting, onlyEncrypted: false, resolve);
}
