using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Platform.Fetcher.Sources.Mail;

/// <summary>Connects to a mailbox, and says what is wrong in a sentence. Nothing that goes over the wire is ever logged.</summary>
internal static class MailConnection
{
    private const int Patience = 60_000; // milliseconds without a byte

    /// <summary>A connection that is signed in.</summary>
    public static async Task<ImapClient> OpenAsync(MailboxSettings settings, CancellationToken cancellation)
    {
        var client = new ImapClient { Timeout = Patience };
        try
        {
            if (settings.Trusted() is { } trusted)
            {
                client.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
                    errors == System.Net.Security.SslPolicyErrors.None || string.Equals(certificate?.GetCertHashString(HashAlgorithmName.SHA256), trusted, StringComparison.OrdinalIgnoreCase);
            }

            await client.ConnectAsync(
                settings.Host, settings.UsedPort, settings.Tls switch { "on" => SecureSocketOptions.SslOnConnect, "starttls" => SecureSocketOptions.StartTls, _ => SecureSocketOptions.None }, cancellation);
            await client.AuthenticateAsync(settings.User, settings.Secret(), cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>What a failure of the other side means, in a sentence that says what to do; null where it is none of it.</summary>
    public static string? Problem(MailboxSettings settings, Exception failure)
    {
        var server = $"{settings.Host}:{settings.UsedPort.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        return failure switch
        {
            AuthenticationException => $"{server} does not take the user name and password of {settings.User}; correct them.",
            SslHandshakeException => $"No TLS connection to {server} came about; if its certificate is signed by no known authority, name it in {settings.Option(nameof(settings.Certificate))}.",
            FolderNotFoundException missing => $"The mailbox has no folder {missing.FolderName}; correct {settings.Option(nameof(settings.Folders))} or {settings.Option(nameof(settings.MoveTo))}.",
            NotSupportedException => $"{server} does not offer what {settings.Option(nameof(settings.Tls))} or {settings.Option(nameof(settings.After))} asks for: {OneLine(failure)}",
            UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException => $"{settings.Option(nameof(settings.PasswordFile))} cannot be read: {OneLine(failure)}",
            ProtocolException or CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException or SocketException or IOException or TimeoutException or OperationCanceledException =>
                $"{server} cannot be used now: {OneLine(failure)}",
            _ => null,
        };
    }

    private static string OneLine(Exception failure)
    {
        var text = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        return text.Length > 200 ? text[..200] + "…" : text;
    }
}
