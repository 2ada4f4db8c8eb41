using Microsoft.EntityFrameworkCore;
using Platform.Fetcher.Ledger;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class MigrationsTests
{
    [Fact]
    public void The_migrations_make_the_model_as_it_is()
    {
        using var context = new AcquisitionContextFactory().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges());
    }
}
