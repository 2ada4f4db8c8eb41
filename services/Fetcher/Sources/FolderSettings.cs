namespace Platform.Fetcher.Sources;

/// <summary>A watched folder that is emptied: a source of kind <c>drop</c>. Made if missing, where its parent is there.</summary>
internal sealed class FolderSettings : TreeSettings
{
    /// <summary>Whether a file is taken only once <c>NAME.done</c> lies beside it, which is then removed. Default false.</summary>
    public bool DoneMarkers { get; set; }

    /// <summary><c>auto</c>: events of the kernel are used where a probe at start shows that they arrive. <c>poll</c>: they are not used. Default <c>auto</c>.</summary>
    public string Watch { get; set; } = "auto";

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? (Watch is "auto" or "poll" ? null : $"{Option("Watch")} must be auto or poll.");
}
