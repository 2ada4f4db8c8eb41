using Platform.Hosting;

namespace Platform.Fetcher.Sources;

/// <summary>The configured sources: section <c>Sources</c>, one part a source, named by its key.</summary>
/// <param name="folders">The watched folders, by name.</param>
internal sealed class SourceList(IReadOnlyList<FolderSettings> folders)
{
    public const string Section = "Sources";

    /// <summary>Most sources of one Fetcher.</summary>
    public const int Most = 100;

    public IReadOnlyList<FolderSettings> Folders { get; } = folders;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="BadSettingException">One sentence that names what is missing or bad.</exception>
    public static SourceList Read(IConfiguration configuration)
    {
        if (configuration.GetSection("Inbox").Exists())
        {
            throw new BadSettingException("Inbox__Root and its neighbours are called Sources__inbox__Root and so on; rename them.");
        }

        var folders = configuration.GetSection(Section).GetChildren().Select(Folder).ToList();
        var problem = folders.Count == 0 ? "Sources is empty; set Sources__inbox__Root to the folder to watch."
            : folders.Count > Most ? $"Sources holds {folders.Count} sources and {Most} are the most; start another Fetcher on a database of its own."
            : folders.Select(folder => folder.Problem()).FirstOrDefault(problem => problem is not null) ?? Overlap(folders);
        return problem is null ? new SourceList(folders) : throw new BadSettingException(problem);
    }

    private static FolderSettings Folder(IConfigurationSection section)
    {
        var folder = new FolderSettings { Name = section.Key };
        var kind = section[nameof(FolderSettings.Kind)] ?? folder.Kind;
        if (kind is not SourceKinds.Drop)
        {
            throw new BadSettingException($"{folder.Option(nameof(FolderSettings.Kind))} is «{kind}»; it must be {SourceKinds.Drop}.");
        }

        section.BindSettings(folder);
        return folder;
    }

    /// <summary>Of two roots one within the other, the outer would take what the inner has filed.</summary>
    private static string? Overlap(List<FolderSettings> folders)
    {
        var roots = folders.Select(folder => (Folder: folder, Root: Rooted(folder.Root))).OrderBy(pair => pair.Root, StringComparer.Ordinal).ToList();
        return roots.Zip(roots.Skip(1)).Where(pair => pair.Second.Root.StartsWith(pair.First.Root, StringComparison.Ordinal))
            .Select(pair => $"{pair.Second.Folder.Option("Root")} must not lie in {pair.First.Folder.Option("Root")}: its files would be observed twice.").FirstOrDefault();
    }

    /// <summary>Full path that ends with a slash, so that a folder is no beginning of its neighbour.</summary>
    public static string Rooted(string root) => Path.GetFullPath(root).TrimEnd('/') + "/";
}
