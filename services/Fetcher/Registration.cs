using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>What <c>Program.cs</c> registers whose settings need a check of their own.</summary>
internal static class Registration
{
    public static void AddContent(this WebApplicationBuilder builder)
    {
        var root = builder.Configuration.Required("Content:Root");
        var inbox = Path.GetFullPath(builder.Configuration.Required("Inbox:Root")) + "/";
        if ((Path.GetFullPath(root) + "/").StartsWith(inbox, StringComparison.Ordinal))
        {
            throw new BadSettingException("Content__Root must not lie in Inbox__Root: what is fetched would be observed again.");
        }

        try
        {
            builder.Services.AddSingleton(new FileContentStore(root));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new BadSettingException($"Content__Root cannot be used: {unusable.Message}", unusable);
        }
    }

    public static void AddLedger(this WebApplicationBuilder builder)
    {
        var postgres = builder.Configuration.RequiredConnectionString("Postgres");
        try
        {
            postgres = new NpgsqlConnectionStringBuilder(postgres) { ApplicationName = "fetcher" }.ConnectionString;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // The parser's own message may quote a password that stands in the wrong place.
            throw new BadSettingException(
                "ConnectionStrings__Postgres must be an Npgsql connection string such as Host=127.0.0.1;Username=platform_fetcher;Password=…;Database=platform.", unreadable);
        }

        builder.Services.AddPooledDbContextFactory<AcquisitionContext>(options => AcquisitionContext.Configure(options, postgres));
        builder.Services.AddSingleton<ArrivalLedger>();
        builder.AddReadyCheck("database", async (services, cancellation) =>
        {
            var ledger = services.GetRequiredService<ArrivalLedger>();
            if (!ledger.Migrated.IsCompleted)
            {
                return "The database was not reached yet; the service tries again until it is.";
            }

            try
            {
                await ledger.RoomAsync(cancellation);
                return null;
            }
            catch (Exception failure) when (Outage.Is(failure))
            {
                return "PostgreSQL does not answer: " + failure.GetBaseException().Message;
            }
        });
    }
}
