using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A private Dovecot of this machine's package: IMAP over TLS, with a certificate that nobody knows, and a mailbox for whoever has the password.</summary>
public sealed class MailServer : IAsyncDisposable
{
    public const string Password = "only-for-the-test-4711", User = "keeper";

    private const string Program = "/usr/sbin/dovecot";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-mail-");
    private Process? _process;

    /// <summary>Whether the package is installed; <c>deploy/test</c> installs it.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; } = FreePort();

    public string Certificate => Path.Combine(_folder.FullName, "certificate.pem");

    /// <summary>A file with the password, for the settings.</summary>
    public string PasswordFile => Path.Combine(_folder.FullName, "password");

    public async Task StartAsync()
    {
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(PasswordFile, Password + "\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        var mail = _folder.CreateSubdirectory("mail");
        File.SetUnixFileMode(mail.FullName, (UnixFileMode)0b111_111_111);

        // Root's mail is refused, so root's server keeps it as nobody; anybody else runs all of it as themselves.
        var isRoot = Environment.IsPrivilegedProcess;
        var (user, group) = isRoot ? ("", "") : ((await Shell.RunAsync("id", ["-un"])).Trim(), (await Shell.RunAsync("id", ["-gn"])).Trim());
        var owner = isRoot ? "uid=65534 gid=65534" : $"uid={(await Shell.RunAsync("id", ["-u"])).Trim()} gid={(await Shell.RunAsync("id", ["-g"])).Trim()}";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "dovecot.conf"), string.Create(CultureInfo.InvariantCulture, $$"""
            base_dir = {{_folder.FullName}}/run
            state_dir = {{_folder.FullName}}/state
            log_path = {{_folder.FullName}}/log
            protocols = imap
            listen = 127.0.0.1
            ssl = required
            ssl_cert = <{{Certificate}}
            ssl_key = <{{_folder.FullName}}/key.pem
            mail_location = maildir:{{mail.FullName}}/%u
            {{(isRoot ? "" : $"default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}")}}
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = {{owner}} home={{mail.FullName}}/%u
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = 0
              }
              inet_listener imaps {
                port = {{Port}}
                ssl = yes
              }
            }
            service anvil {
              chroot =
            }
            """));
        _process = Process.Start(new ProcessStartInfo(Program, ["-F", "-c", Path.Combine(_folder.FullName, "dovecot.conf")]))!;
        await Wait.UntilAsync("dovecot to answer; its log is in " + _folder.FullName, async () =>
        {
            using var client = await OpenAsync();
            return client.IsAuthenticated;
        });
    }

    /// <summary>Puts messages into a folder, which is made where it is not there.</summary>
    public async Task DeliverAsync(string folder, params MimeMessage[] messages)
    {
        using var client = await OpenAsync();
        var to = await FolderAsync(client, folder);
        foreach (var message in messages)
        {
            await to.AppendAsync(message);
        }
    }

    /// <summary>Whether each message of a folder was read, in order.</summary>
    public async Task<List<bool>> SeenAsync(string folder)
    {
        using var client = await OpenAsync();
        var opened = await FolderAsync(client, folder);
        await opened.OpenAsync(FolderAccess.ReadOnly);
        return [.. (await opened.FetchAsync(0, -1, MessageSummaryItems.Flags)).Select(message => message.Flags!.Value.HasFlag(MessageFlags.Seen))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await Shell.RunAsync("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        await Shell.RunAsync("rm", ["-rf", _folder.FullName]);
    }

    private static async Task<IMailFolder> FolderAsync(ImapClient client, string name)
    {
        try
        {
            return await client.GetFolderAsync(name);
        }
        catch (FolderNotFoundException)
        {
            return (await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync(name, isMessageFolder: true))!;
        }
    }

    private async Task<ImapClient> OpenAsync()
    {
        var client = new ImapClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        try
        {
            await client.ConnectAsync("127.0.0.1", Port, SecureSocketOptions.SslOnConnect);
            await client.AuthenticateAsync(User, Password);
            return client;
        }
        catch (Exception notYet) when (notYet is SocketException or AuthenticationException or ImapProtocolException)
        {
            client.Dispose();
            throw new IOException("The server does not answer yet.", notYet);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
