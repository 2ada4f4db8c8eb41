using Xunit;

namespace Platform.Pipeline.Tests.Running;

/// <summary>One running platform for all tests that leave it whole.</summary>
public sealed class SharedPlatform(Servers servers) : IAsyncLifetime
{
    public RunningPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, Quick);

    public async ValueTask DisposeAsync()
    {
        if (Platform is not null)
        {
            await Platform.DisposeAsync();
        }
    }

    /// <summary>Shorter waits than in earnest where a person's patience, not the machine's speed, set the default.</summary>
    public static IReadOnlyDictionary<string, string> Quick { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Fetcher:Sources__inbox__GraceTime"] = "00:00:03",
        ["Fetcher:Sources__inbox__SettleTime"] = "00:00:01",
        ["Fetcher:Sources__inbox__ScanInterval"] = "00:00:01",
        ["Fetcher:Sources__inbox__BatchQuiet"] = "00:00:02",
        ["Gateway:Uploads__MaxBytes"] = "2000000",
        ["Fetcher:Ledger__RedriveAfter"] = "00:00:05",
    };
}

/// <summary>Tests in this collection share <see cref="SharedPlatform"/>.</summary>
[CollectionDefinition(Name)]
public sealed class OnSharedPlatform : ICollectionFixture<SharedPlatform>
{
    public const string Name = "shared platform";
}
