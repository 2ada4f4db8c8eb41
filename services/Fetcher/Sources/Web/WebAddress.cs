using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Addresses as places: one that is spelled in two ways is known as one.</summary>
internal static class WebAddress
{
    /// <summary>Longest address that is taken, in characters.</summary>
    public const int Longest = 2048;

    /// <summary>An absolute http or https address; null for anything else.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="near">What a relative one is read against.</param>
    public static Uri? Of(string? text, Uri? near = null) => text is { Length: > 0 and <= Longest }
        && (near is null ? Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) : Uri.TryCreate(near, text.Trim(), out address))
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0 && address.AbsoluteUri.Length <= Longest ? address : null;

    /// <summary>What two spellings of a location have in common: neither scheme, <c>www.</c> nor a slash at the end tells them apart.</summary>
    public static string Key(Uri address)
    {
        var location = new Uri(WebLocation.Of(address));
        var host = location.Authority.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? location.Authority[4..] : location.Authority;
        return host.ToUpperInvariant() + location.AbsolutePath.TrimEnd('/') + location.Query + location.Fragment;
    }

    /// <summary>Host, path and query: how people see a place.</summary>
    public static string Label(Uri address) => address.AbsoluteUri[(address.Scheme.Length + 3)..];
}
