namespace Platform.Contracts;

/// <summary>Addresses of the web as locations: what only tells where a reader came from is taken off, so that a page has one location however it is linked to.</summary>
public static class WebLocation
{
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

    private static bool IsTracker(string parameter) =>
        parameter.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Trackers.Contains(parameter, StringComparer.OrdinalIgnoreCase);
}
