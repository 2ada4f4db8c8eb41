namespace Platform.Contracts;

/// <summary>Addresses of the web as locations: what only tells where a reader came from is taken off, so that a page has one location however it is linked to.</summary>
public static class WebLocation
{
    /// <summary>Longest address that is taken, in characters.</summary>
    public const int Longest = 2048;

    private static readonly string[] Trackers =
        ["fbclid", "gclid", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid", "_hsenc", "_hsmi", "wt_mc", "ref_src"];

    /// <summary>The address without the parameters of campaigns and social sites (<c>utm_*</c>, <c>fbclid</c> and their like); its fragment stays.</summary>
    /// <param name="address">An absolute http or https URL.</param>
    public static string Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Query.Length == 0)
        {
            return address.AbsoluteUri;
        }

        var kept = address.Query[1..].Split('&').Where(pair => !IsTracker(pair.Split('=')[0]));
        return new UriBuilder(address) { Query = string.Join('&', kept) }.Uri.AbsoluteUri;
    }

    /// <summary>An absolute http or https address; null for anything else.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="near">What a relative one is read against; null where it must be absolute.</param>
    public static Uri? Read(string? text, Uri? near = null) => text is { Length: > 0 and <= Longest }
        && (near is null ? Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) : Uri.TryCreate(near, text.Trim(), out address))
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0 && address.AbsoluteUri.Length <= Longest ? address : null;

    /// <summary>The host with its port, where that is not the scheme's own, in capitals: two addresses of one site have it in common. Neither scheme nor <c>www.</c> tells them apart.</summary>
    /// <param name="address">An absolute http or https URL.</param>
    public static string Site(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var host = address.Authority.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? address.Authority[4..] : address.Authority;
        return host.ToUpperInvariant();
    }

    private static bool IsTracker(string parameter) =>
        parameter.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Trackers.Contains(parameter, StringComparer.OrdinalIgnoreCase);
}
