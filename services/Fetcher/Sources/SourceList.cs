using Platform.Fetcher.Sources.Mail;
using Platform.Fetcher.Sources.Mirrors;
using Platform.Fetcher.Sources.Web;
using Platform.Hosting;

namespace Platform.Fetcher.Sources;

/// <summary>The configured sources: section <c>Sources</c>, one part a source, named by its key.</summary>
/// <param name="all">All of them.</param>
internal sealed class SourceList(IReadOnlyList<SourceSettings> all)
{
    public const string Section = "Sources";

    /// <summary>Most sources of one Fetcher.</summary>
    public const int Most = 100;

    /// <summary>The watched folders that are emptied.</summary>
    public IReadOnlyList<FolderSettings> Folders { get; } = [.. all.OfType<FolderSettings>()];

    /// <summary>All folders, watched and mirrored.</summary>
    public IReadOnlyList<TreeSettings> Trees { get; } = [.. all.OfType<TreeSettings>()];

    /// <summary>What is looked at again and again: mirrored folders, feeds, sites and mailboxes.</summary>
    public IReadOnlyList<SourceSettings> Polled { get; } = [.. all.Where(source => source is not FolderSettings)];

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="BadSettingException">One sentence that names what is missing or bad.</exception>
    public static SourceList Read(IConfiguration configuration)
    {
        if (configuration.GetSection("Inbox").Exists())
        {
            throw new BadSettingException("Inbox__Root and its neighbours are called Sources__inbox__Root and so on; rename them.");
        }

        var all = configuration.GetSection(Section).GetChildren().Select(Source).ToList();
        var problem = all.Count == 0 ? "Sources is empty; set Sources__inbox__Root to the folder to watch."
            : all.Count > Most ? $"Sources holds {all.Count} sources and {Most} are the most; start another Fetcher on a database of its own."
            : all.Select(source => source.Problem()).FirstOrDefault(problem => problem is not null) ?? Overlap([.. all.OfType<TreeSettings>()]);
        return problem is null ? new SourceList(all) : throw new BadSettingException(problem);
    }

    private static SourceSettings Source(IConfigurationSection section)
    {
        var kind = section[nameof(SourceSettings.Kind)] ?? SourceKinds.Drop;
        SourceSettings source = kind switch
        {
            SourceKinds.Drop => new FolderSettings { Name = section.Key },
            SourceKinds.Mirror => new MirrorSettings { Name = section.Key },
            SourceKinds.Feed => new FeedSettings { Name = section.Key },
            SourceKinds.Site => new SiteSettings { Name = section.Key },
            SourceKinds.Mailbox => new MailboxSettings { Name = section.Key },
            _ => throw new BadSettingException($"Sources__{section.Key}__Kind is «{kind}»; it must be {SourceKinds.Drop}, {SourceKinds.Mirror}, {SourceKinds.Feed}, {SourceKinds.Site} or {SourceKinds.Mailbox}."),
        };
        section.BindSettings(source);
        return source;
    }

    /// <summary>Of two roots one within the other, the outer would take what the inner has filed.</summary>
    private static string? Overlap(List<TreeSettings> folders)
    {
        var roots = folders.Select(folder => (Folder: folder, Root: Rooted(folder.Root))).OrderBy(pair => pair.Root, StringComparer.Ordinal).ToList();
        return roots.Zip(roots.Skip(1)).Where(pair => pair.Second.Root.StartsWith(pair.First.Root, StringComparison.Ordinal))
            .Select(pair => $"{pair.Second.Folder.Option("Root")} must not lie in {pair.First.Folder.Option("Root")}: its files would be observed twice.").FirstOrDefault();
    }

    /// <summary>Full path that ends with a slash, so that a folder is no beginning of its neighbour.</summary>
    public static string Rooted(string root) => Path.GetFullPath(root).TrimEnd('/') + "/";
}
