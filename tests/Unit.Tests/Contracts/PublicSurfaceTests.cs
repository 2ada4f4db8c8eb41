using Platform.Contracts;
using PublicApiGenerator;
using Xunit;

namespace Platform.Unit.Tests.Contracts;

public sealed class PublicSurfaceTests
{
    /// <summary>
    /// Messages and the event envelope are what other processes and other people's programs are built against. A change of them is meant to
    /// be seen in review: run with APPROVE=1 to write the new surface, and say in CHANGELOG what it means for subscribers.
    /// </summary>
    [Fact]
    public async Task The_public_surface_of_Contracts_is_the_approved_one()
    {
        var approved = Path.Combine(Repository.Root, "tests", "Unit.Tests", "Contracts", "Contracts.approved.txt");
        var surface = typeof(Arrival).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });

        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            await File.WriteAllTextAsync(approved, surface + "\n", TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(approved, TestContext.Current.CancellationToken), surface + "\n");
    }
}
