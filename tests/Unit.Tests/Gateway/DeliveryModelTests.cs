using Microsoft.EntityFrameworkCore;
using Platform.Gateway.Access;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class DeliveryModelTests
{
    [Fact]
    public void The_migrations_of_delivery_say_all_that_its_model_says()
    {
        using var context = new DeliveryContextForDesign().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges(), "The model changed: run dotnet ef migrations add in services/Gateway.");
    }
}
