using Platform.Fetcher.Ledger;
using Platform.Fetcher.Operations;
using Platform.Fetcher.Sources;
using Platform.Fetcher.Sources.Mail;
using Platform.Fetcher.Sources.Mirrors;
using Platform.Fetcher.Sources.Web;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>What <c>Program.cs</c> registers whose settings need a check of their own.</summary>
internal static class Registration
{
    /// <summary>Reads the sources, and starts a loop for each.</summary>
    public static void AddSources(this WebApplicationBuilder builder)
    {
        var sources = SourceList.Read(builder.Configuration);
        builder.Services.AddSingleton(sources);
        builder.Services.AddSingleton<FolderSources>();
        foreach (var settings in sources.Folders)
        {
            builder.Services.AddSingleton<IHostedService>(services =>
                ActivatorUtilities.CreateInstance<FetchLoop>(services, services.GetRequiredService<FolderSources>()[settings.Name]!));
        }

        var disk = builder.AddSettings<DiskSettings>(DiskSettings.Section, DiskSettings.Problem);
        var content = builder.Configuration.Required("Content:Root");
        builder.Services.AddSingleton(services => new DiskGuard(content, disk, services.GetRequiredService<ILogger<DiskGuard>>()));
        builder.Services.AddHostedService<SourceGauges>();
        builder.AddReadyCheck("disk", (services, _) => Task.FromResult(services.GetRequiredService<DiskGuard>().Problem));

        builder.Services.AddWeb(builder.AddSettings<WebSettings>(WebSettings.Section, WebSettings.Problem));
        builder.Services.AddSingleton<PolledSources>();
        builder.Services.AddSingleton<PlaceLedger>();
        builder.Services.AddSingleton<MirrorLedger>();
        builder.Services.AddSingleton<FeedPoll>();
        builder.Services.AddSingleton<SitemapRead>();
        builder.Services.AddSingleton<PageFetch>();
        builder.Services.AddSingleton<MailboxRead>();
        foreach (var settings in sources.Polled)
        {
            builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<PolledSources>()[settings.Name]! is var source && settings is MirrorSettings
                ? ActivatorUtilities.CreateInstance<MirrorLoop>(services, source)
                : settings is MailboxSettings ? ActivatorUtilities.CreateInstance<MailLoop>(services, source) : ActivatorUtilities.CreateInstance<WebLoop>(services, source));
        }

        builder.AddReadyCheck("sources", (services, _) => Task.FromResult(services.GetRequiredService<FolderSources>().Problem));
    }

    /// <summary>Registers what works through the operations that an operator asks for.</summary>
    public static void AddOperations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OperationLedger>();
        builder.Services.AddSingleton<RetryLedger>();
        builder.Services.AddSingleton<RetryDocuments>();
        builder.Services.AddSingleton<ReparseLedger>();
        builder.Services.AddSingleton<AskForReparse>();
        builder.Services.AddSingleton<RunOperations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RunOperations>());
    }

    public static void AddContent(this WebApplicationBuilder builder)
    {
        var root = builder.Configuration.Required("Content:Root");
        var around = SourceList.Read(builder.Configuration).Trees
            .FirstOrDefault(folder => SourceList.Rooted(root).StartsWith(SourceList.Rooted(folder.Root), StringComparison.Ordinal));
        if (around is not null)
        {
            throw new BadSettingException($"Content__Root must not lie in {around.Option("Root")}: what is fetched would be observed again.");
        }

        try
        {
            builder.Services.AddSingleton(new FileContentStore(root));
            builder.Services.AddSingleton(new PassingContents(root, TimeProvider.System));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new BadSettingException($"Content__Root cannot be used: {unusable.Message}", unusable);
        }
    }
}
