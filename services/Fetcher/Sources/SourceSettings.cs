namespace Platform.Fetcher.Sources;

/// <summary>What every source has: the section <c>Sources__NAME</c>, whose <c>Kind</c> says which options there are besides these.</summary>
internal abstract class SourceSettings
{
    /// <summary>Most tags of one source.</summary>
    public const int MostTags = 32;

    /// <summary>The key under <c>Sources</c>, as records and events name the source: 1 to 64 lower-case letters, digits, hyphens and underscores.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>One of <see cref="SourceKinds"/>. Default <c>drop</c>.</summary>
    public string Kind { get; set; } = SourceKinds.Drop;

    /// <summary>Given to each document of the source, 0 to 32, each 1 to 100 characters in one line. Default none.</summary>
    public IList<string> Tags { get; } = [];

    /// <summary>The language to take where a document does not show its own, such as <c>en</c> or <c>pt-BR</c> (BCP 47). Default none.</summary>
    public string? Language { get; set; }

    /// <summary>Largest document that is read, in bytes, 1 to 1,073,741,824. Default 104,857,600 (100 MiB). A larger one is rejected unread.</summary>
    public long MaxBytes { get; set; } = 104_857_600;

    /// <summary>How long a batch stays open without a new document, 1 s to 1 h. Default 10 s. A batch of single drops closes after 2 s where that is less.</summary>
    public TimeSpan BatchQuiet { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long documents are kept since their current revision was stored, 1 s to 36,500 d; older ones are deleted, as an operator would. Default: for ever.</summary>
    public TimeSpan? KeepDocuments { get; set; }

    /// <summary>The setting as an environment variable spells it: <c>Sources__NAME__OPTION</c>.</summary>
    public string Option(string option) => $"Sources__{Name}__{option}";

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public virtual string? Problem() => this switch
    {
        _ when Name.Length is 0 or > 64 || Name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_") =>
            $"Sources__{Name} is no name for a source; give it 1 to 64 lower-case letters, digits, hyphens and underscores.",
        _ when Name == SourceKinds.Upload => "Sources__upload is the name of what comes through POST /v1/documents; give the source another name.",
        _ when Tags.Count > MostTags || Tags.Any(tag => !IsTag(tag)) => $"{Option("Tags")} must be up to 32 tags of 1 to 100 characters in one line.",
        _ when Language is not null && !IsLanguage(Language) => $"{Option("Language")} must be a language tag such as en or pt-BR.",
        { MaxBytes: < 1 or > 1L << 30 } => $"{Option("MaxBytes")} must be 1 to 1073741824 (1 GiB).",
        _ when KeepDocuments is { } keep && (keep < TimeSpan.FromSeconds(1) || keep > TimeSpan.FromDays(36_500)) => $"{Option("KeepDocuments")} must be 00:00:01 to 36500.00:00:00.",
        _ when BatchQuiet < TimeSpan.FromSeconds(1) || BatchQuiet > TimeSpan.FromHours(1) => $"{Option("BatchQuiet")} must be 00:00:01 to 01:00:00.",
        _ => null,
    };

    private static bool IsTag(string tag) => tag.Length is > 0 and <= 100 && !string.IsNullOrWhiteSpace(tag) && !tag.Any(char.IsControl);

    /// <summary>Whether it is written like a language tag.</summary>
    public static bool IsLanguage(string tag)
    {
        var parts = tag.Split('-');
        return parts[0].Length is 2 or 3 && parts.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit)) && parts[0].All(char.IsAsciiLetterLower);
    }
}

/// <summary>The kinds of sources.</summary>
internal static class SourceKinds
{
    /// <summary>A watched folder that is emptied: files are claimed by a rename and end in <c>done/</c>, <c>duplicate/</c> or <c>failed/</c>.</summary>
    public const string Drop = "drop";

    /// <summary>A folder that is read and left as it is: changed content is a new revision.</summary>
    public const string Mirror = "mirror";

    /// <summary>A feed: RSS, Atom or JSON Feed.</summary>
    public const string Feed = "feed";

    /// <summary>Pages of the web: by their addresses, or by the sitemaps that list them.</summary>
    public const string Site = "site";

    /// <summary>A mailbox, read over IMAP.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>What comes through the API. There is always one, of this name.</summary>
    public const string Upload = "upload";
}
