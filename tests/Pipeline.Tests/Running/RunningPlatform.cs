namespace Platform.Pipeline.Tests.Running;

/// <summary>The four services as processes of their own on a fresh database, with an inbox, a content store and a client.</summary>
public sealed class RunningPlatform : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string>? _settings;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-run-");

    private readonly string? _fetcherThrough;

    private RunningPlatform(string admin, string rabbitMq, IReadOnlyDictionary<string, string>? settings, string? fetcherThrough)
    {
        (Admin, RabbitMq, _settings, _fetcherThrough) = (admin, rabbitMq, settings, fetcherThrough);
        Inbox = new Inbox(_folder.CreateSubdirectory("inbox").FullName);
        Fetcher = Service("Fetcher", settings);
        Parser = Service("Parser", settings);
        Storage = Service("Storage", settings);
        Gateway = Service("Gateway", settings);
    }

    /// <summary>The administrator's connection string to the platform's database.</summary>
    public string Admin { get; }

    public string RabbitMq { get; }

    public Inbox Inbox { get; }

    /// <summary>Folder of the content store.</summary>
    public string ContentRoot => Path.Combine(_folder.FullName, "content");

    public ServiceProcess Fetcher { get; }

    public ServiceProcess Parser { get; }

    public ServiceProcess Storage { get; }

    public ServiceProcess Gateway { get; }

    public PlatformClient Client { get; private set; } = null!;

    /// <summary>One more process of a service, with the same settings, not started; whoever asks for it disposes of it.</summary>
    public ServiceProcess Another(string name) => Service(name, _settings);

    public IReadOnlyList<ServiceProcess> Services => [Gateway, Storage, Parser, Fetcher];

    /// <param name="admin">A database with the platform's roles and no tables yet.</param>
    /// <param name="rabbitMq">The broker.</param>
    /// <param name="settings">Settings beyond the defaults, for all services that know them.</param>
    /// <param name="fetcherThrough">A command through which the Fetcher is started, such as one that takes rights from it.</param>
    public static async Task<RunningPlatform> StartAsync(string admin, string rabbitMq, IReadOnlyDictionary<string, string>? settings = null, string? fetcherThrough = null)
    {
        var platform = new RunningPlatform(admin, rabbitMq, settings, fetcherThrough);
        try
        {
            foreach (var service in platform.Services)
            {
                service.Start();
            }

            await Task.WhenAll(platform.Services.Select(service => service.UntilReadyAsync()));
            platform.Client = new PlatformClient(platform.Gateway.Address, await platform.IssueKeyAsync());
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var service in Services.Reverse())
        {
            await service.DisposeAsync();
        }

        // Some tests drop names that are no UTF-8, which .NET's own file functions cannot delete.
        await Shell.RunAsync("rm", ["-rf", _folder.FullName]);
    }

    private async Task<string> IssueKeyAsync() => (await Shell.RunAsync(
        "dotnet",
        [ServiceProcess.Binary("Gateway"), "issue-key", "tests"],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Postgres"] = Database.As("gateway", Admin) })).Trim();

    private ServiceProcess Service(string name, IReadOnlyDictionary<string, string>? settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__RabbitMq"] = RabbitMq,
            ["Content__Root"] = ContentRoot,
        };
        if (name != "Parser")
        {
            all["ConnectionStrings__Postgres"] = Database.As(name.ToLowerInvariant(), Admin);
        }

        if (name == "Fetcher")
        {
            all["Sources__inbox__Root"] = Inbox.Root;
        }

        if (name == "Gateway")
        {
            all["Gateway__KeyRing"] = _folder.CreateSubdirectory("keys").FullName;
        }

        // Settings for one service are given as NAME:SETTING, so that no service sees a setting that it does not know.
        foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (key.StartsWith(name + ":", StringComparison.Ordinal))
            {
                all[key[(name.Length + 1)..]] = value;
            }
        }

        return new ServiceProcess(name, all, _folder.FullName, name == "Fetcher" ? _fetcherThrough : null);
    }
}
