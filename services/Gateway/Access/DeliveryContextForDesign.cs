using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Platform.Gateway.Access;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model without settings or a server; nothing connects.</summary>
public sealed class DeliveryContextForDesign : IDesignTimeDbContextFactory<DeliveryContext>
{
    /// <inheritdoc />
    public DeliveryContext CreateDbContext(string[] args) => DeliveryContext.On(NpgsqlDataSource.Create("Host=127.0.0.1"));
}
