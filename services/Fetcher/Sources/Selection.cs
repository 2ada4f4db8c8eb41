using Microsoft.Extensions.FileSystemGlobbing;

namespace Platform.Fetcher.Sources;

/// <summary>Which files of a folder are documents of the source, by its globs, and which tags they carry.</summary>
internal sealed class Selection
{
    private readonly TreeSettings _settings;
    private readonly Matcher? _globs;

    public Selection(TreeSettings settings)
    {
        _settings = settings;
        if (settings.Include.Count + settings.Exclude.Count > 0)
        {
            _globs = new Matcher(StringComparison.OrdinalIgnoreCase);
            _globs.AddIncludePatterns(settings.Include.Count > 0 ? settings.Include : ["**/*"]);
            _globs.AddExcludePatterns(settings.Exclude);
        }
    }

    /// <summary>How deep folders are entered.</summary>
    public int Deepest => _settings.Recursive ? FolderScan.Deepest : 0;

    /// <summary>Whether a glob can be matched below a root: no absolute path and no way out.</summary>
    public static bool IsGlob(string glob) =>
        !string.IsNullOrWhiteSpace(glob) && !glob.StartsWith('/') && !glob.Contains('\\') && !glob.Split('/').Contains("..", StringComparer.Ordinal);

    /// <summary>Whether the item at the path is a document of the source. Globs see the label, so odd bytes do not escape them.</summary>
    public bool Takes(RawPath path) => path.Depth <= Deepest + 1 && (_globs is null || _globs.Match(path.ToString()).HasMatches);

    /// <summary>The source's tags, those of the document's side-car, and the folders' names where they are asked for; each once, at most <see cref="SourceSettings.MostTags"/>.</summary>
    public string[] TagsOf(RawPath path, IReadOnlyList<string> beside)
    {
        string[] folders = _settings.FolderTags && !path.Folder.IsRoot ? path.Folder.ToString().Split('/') : [];
        return [.. _settings.Tags.Concat(beside).Concat(folders).Distinct(StringComparer.Ordinal).Take(SourceSettings.MostTags)];
    }
}
