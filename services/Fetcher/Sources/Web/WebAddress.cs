using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Addresses as places: one that is spelled in two ways is known as one.</summary>
internal static class WebAddress
{
    /// <summary>What two spellings of a location have in common: neither scheme, <c>www.</c> nor a slash at the end tells them apart.</summary>
    public static string Key(Uri address)
    {
        var location = new Uri(WebLocation.Of(address));
        return WebLocation.Site(location) + location.AbsolutePath.TrimEnd('/') + location.Query + location.Fragment;
    }

    /// <summary>Host, path and query: how people see a place.</summary>
    public static string Label(Uri address) => address.AbsoluteUri[(address.Scheme.Length + 3)..];
}
