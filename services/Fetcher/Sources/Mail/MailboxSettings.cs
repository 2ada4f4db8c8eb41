using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Fetcher.Sources.Mail;

/// <summary>A mailbox, read over IMAP: a source of kind <c>mailbox</c>.</summary>
internal sealed class MailboxSettings : SourceSettings
{
    private const int MostFolders = 100;

    /// <summary>Name of the server. Required. It is the operator's choice, so it may lie in a private network.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port, 1 to 65,535. Default 993, or 143 where <see cref="Tls"/> is not <c>on</c>.</summary>
    public int? Port { get; set; }

    /// <summary><c>on</c>: TLS from the first byte. <c>starttls</c>: after the greeting, or not at all. <c>off</c>: the password and all mail can be read on the way. Default <c>on</c>.</summary>
    public string Tls { get; set; } = "on";

    /// <summary>A file with the server's certificate (PEM), where no authority that this machine trusts has signed it. Default none.</summary>
    public string? Certificate { get; set; }

    /// <summary>Whose mailbox. Required.</summary>
    public string User { get; set; } = "";

    /// <summary>The password; or <see cref="PasswordFile"/>.</summary>
    public string? Password { get; set; }

    /// <summary>A file whose first line is the password, read at each connection, so that it can be changed while the source runs.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Folders that are read, 0 to 100, as the server names them. Default <c>INBOX</c>.</summary>
    public IList<string> Folders { get; } = [];

    /// <summary><c>leave</c>: nothing is changed in the mailbox. <c>flag</c>: what was taken is marked as read. <c>move</c>: it is moved to <see cref="MoveTo"/>. Default <c>leave</c>.</summary>
    public string After { get; set; } = "leave";

    /// <summary>The folder that messages are moved to. Required for <c>move</c>.</summary>
    public string? MoveTo { get; set; }

    /// <summary>Pause between two looks, 10 s to 1 day. Default 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The folders, or <c>INBOX</c> where none is named.</summary>
    public IReadOnlyList<string> Names => Folders.Count == 0 ? ["INBOX"] : [.. Folders.Distinct(StringComparer.Ordinal)];

    /// <summary>The port, or the usual one.</summary>
    public int UsedPort => Port ?? (Tls == "on" ? 993 : 143);

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? this switch
    {
        _ when Host.Length is 0 or > 253 || Uri.CheckHostName(Host) == UriHostNameType.Unknown => $"{Option(nameof(Host))} is not set to the name of an IMAP server.",
        { Port: < 1 or > 65_535 } => $"{Option(nameof(Port))} must be 1 to 65535.",
        { Tls: not ("on" or "starttls" or "off") } => $"{Option(nameof(Tls))} must be on, starttls or off.",
        { User.Length: 0 or > 320 } => $"{Option(nameof(User))} is not set; set it to the mailbox's user name.",
        { Password: null or "", PasswordFile: null or "" } => $"{Option(nameof(Password))} is not set, and neither is {Option(nameof(PasswordFile))}; set one.",
        { Password.Length: > 0, PasswordFile.Length: > 0 } => $"{Option(nameof(Password))} and {Option(nameof(PasswordFile))} are both set; set one.",
        _ when Folders.Count > MostFolders || Folders.Any(string.IsNullOrWhiteSpace) => $"{Option(nameof(Folders))} must be up to 100 names of folders.",
        { After: not ("leave" or "flag" or "move") } => $"{Option(nameof(After))} must be leave, flag or move.",
        { After: "move", MoveTo: null or "" } => $"{Option(nameof(MoveTo))} is not set; set it to the folder that messages are moved to.",
        _ when After == "move" && Names.Contains(MoveTo, StringComparer.Ordinal) => $"{Option(nameof(MoveTo))} must not be a folder that is read.",
        _ when Interval < TimeSpan.FromSeconds(10) || Interval > TimeSpan.FromDays(1) => $"{Option(nameof(Interval))} must be 00:00:10 to 1.00:00:00.",
        _ when Certificate is not null && Trusted() is null => $"{Option(nameof(Certificate))} is no file with a certificate in PEM form.",
        _ => null,
    };

    /// <summary>SHA-256 of the certificate that is trusted; null where there is none.</summary>
    public string? Trusted()
    {
        try
        {
            using var certificate = Certificate is null ? null : X509Certificate2.CreateFromPem(File.ReadAllText(Certificate));
            return certificate?.GetCertHashString(HashAlgorithmName.SHA256);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The password as it is now.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Its file may not be read.</exception>
    public string Secret() => string.IsNullOrEmpty(PasswordFile) ? Password! : File.ReadLines(PasswordFile).FirstOrDefault() ?? "";
}
