using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Platform.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model without settings or a server; nothing connects.</summary>
public sealed class LibraryContextForDesign : IDesignTimeDbContextFactory<LibraryContext>
{
    /// <inheritdoc />
    public LibraryContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<LibraryContext>();
        LibraryContext.Configure(options, NpgsqlDataSource.Create("Host=127.0.0.1"));
        return new LibraryContext(options.Options);
    }
}
