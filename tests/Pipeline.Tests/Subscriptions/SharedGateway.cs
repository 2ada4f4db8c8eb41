using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Subscriptions;

/// <summary>One Gateway for all tests that leave it whole. Each test has its own place in the log and its own source.</summary>
public sealed class SharedGateway(Servers servers) : IAsyncLifetime
{
    public RunningGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync(servers);

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }
    }
}

/// <summary>Tests in this collection share <see cref="SharedGateway"/>.</summary>
[CollectionDefinition(Name)]
public sealed class OnSharedGateway : ICollectionFixture<SharedGateway>
{
    public const string Name = "shared gateway";
}
