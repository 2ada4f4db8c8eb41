namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>A mirrored folder: a source of kind <c>mirror</c>. It is only read; each of its files is a document that keeps its place while its content changes.</summary>
internal sealed class MirrorSettings : TreeSettings
{
    public MirrorSettings() => ScanInterval = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of a file that is there no more: <c>note</c> keeps its document and counts it as gone; <c>report</c> deletes its document. Default <c>note</c>.</summary>
    public string Removals { get; set; } = "note";

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? (Removals is "note" or "report" ? null : $"{Option("Removals")} must be note or report.");
}
