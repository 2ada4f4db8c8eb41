namespace Platform.Gateway.Access;

/// <summary>The section <c>Gateway:OpenIdConnect</c>: sign-in through an identity provider. Without an authority there is none.</summary>
public sealed class OpenIdConnectSettings
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Gateway:OpenIdConnect";

    /// <summary>The issuer's address, such as <c>https://login.example.org/realms/main</c>; below it lies <c>.well-known/openid-configuration</c>. HTTPS but on loopback. Empty for no provider.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The client that the provider knows the Gateway as; its redirect address is <c>/sign-in/answer</c> below the Gateway's.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret; empty for a public client, which PKCE alone protects.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>A file that holds the secret instead.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>The Gateway's own address as browsers see it, such as <c>https://documents.example.org</c>, where a proxy stands before it; empty for the address that is asked for.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>What the button calls the provider.</summary>
    public string Name { get; set; } = "your organisation";

    /// <summary>Scopes, separated by spaces.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>The claim that tells the role, of one value or several.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Values of that claim that make an admin, separated by commas.</summary>
    public string Admins { get; set; } = "";

    /// <summary>Values that make an operator.</summary>
    public string Operators { get; set; } = "";

    /// <summary>Values that make a viewer.</summary>
    public string Viewers { get; set; } = "";

    /// <summary>The role of whoever has none of these values: <c>viewer</c>, or <c>none</c>, who is refused.</summary>
    public string DefaultRole { get; set; } = Roles.Viewer;

    /// <summary>Whether there is a provider.</summary>
    public bool IsUsed => Authority.Length > 0;

    /// <summary>The role of someone with these values of the claim; null for none.</summary>
    public string? RoleOf(IEnumerable<string> values)
    {
        var has = values.ToHashSet(StringComparer.Ordinal);
        return Has(Admins) ? Roles.Admin : Has(Operators) ? Roles.Operator : Has(Viewers) || DefaultRole == Roles.Viewer ? Roles.Viewer : null;

        bool Has(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(has.Contains);
    }

    /// <summary>The client's secret; null for a public client.</summary>
    public string? Secret() => ClientSecretFile.Length > 0 ? File.ReadAllText(ClientSecretFile).Trim() : ClientSecret.Length > 0 ? ClientSecret : null;

    /// <summary>One sentence that names a bad setting; null where all is well.</summary>
    public static string? Problem(OpenIdConnectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return !settings.IsUsed ? settings.ClientId.Length > 0 ? "Gateway__OpenIdConnect__Authority is not set, although a client is; set it to the address of the identity provider." : null
            : !Uri.TryCreate(settings.Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
                ? "Gateway__OpenIdConnect__Authority must be an https address, such as https://login.example.org/realms/main; http is for loopback only."
            : settings.ClientId.Length == 0 ? "Gateway__OpenIdConnect__ClientId is not set; it is the name under which the identity provider knows this Gateway."
            : settings.PublicUrl.Length > 0 && !(Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var own) && (own.Scheme is "http" or "https"))
                ? "Gateway__OpenIdConnect__PublicUrl must be the address under which browsers find the Gateway, such as https://documents.example.org."
            : settings.ClientSecret.Length > 0 && settings.ClientSecretFile.Length > 0 ? "Gateway__OpenIdConnect__ClientSecret and __ClientSecretFile are both set; keep one of them."
            : settings.ClientSecretFile.Length > 0 && !File.Exists(settings.ClientSecretFile) ? $"Gateway__OpenIdConnect__ClientSecretFile names {settings.ClientSecretFile}, which is no file that can be read."
            : settings.DefaultRole is not (Roles.Viewer or "none") ? "Gateway__OpenIdConnect__DefaultRole must be viewer or none: more than a viewer nobody becomes by default."
            : !settings.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal) ? "Gateway__OpenIdConnect__Scopes must hold openid."
            : settings.RoleClaim.Length == 0 ? "Gateway__OpenIdConnect__RoleClaim must name the claim that tells the role."
            : null;
    }
}
