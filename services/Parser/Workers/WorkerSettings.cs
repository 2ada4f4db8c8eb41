namespace Platform.Parser.Workers;

/// <summary>The child processes that parse, and what one document may cost; section <c>Workers</c>.</summary>
public sealed class WorkerSettings
{
    /// <summary>
    /// Child processes at most, 1 to 256; as many as there are cores by default. One runs from the start; another is started each time that documents have waited a second, and one more than these
    /// for documents that wait behind a backlog's.
    /// </summary>
    public int Count { get; set; } = Environment.ProcessorCount;

    /// <summary>How long one document may take, 1 second to 10 minutes; 2 minutes by default. Half of it is for reading: then what was read is kept as a part.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Memory that a child may reside in, in bytes, at least 250 million (a warm one takes 100 million before it reads anything); 1.5 billion by default. Half of it is for reading.</summary>
    public long MemoryBytes { get; set; } = 1_500_000_000;

    /// <summary>Longest parsed document as UTF-8 JSON, in bytes, 1,000 to 1 billion; 128 million by default.</summary>
    public int OutputBytes { get; set; } = 128_000_000;

    /// <summary>A child that still resides in more than this after a document is replaced, in bytes; 200 million by default.</summary>
    public long RecycleBytes { get; set; } = 200_000_000;

    /// <summary>Documents after which a child is replaced, whatever it leaks; 100,000 by default.</summary>
    public int RecycleDocuments { get; set; } = 100_000;

    /// <summary>A sentence that names the setting that is out of bounds; null where none is.</summary>
    public string? Problem() => this switch
    {
        { Count: < 1 or > 256 } => "Workers__Count must be 1 to 256.",
        _ when Time < TimeSpan.FromSeconds(1) || Time > TimeSpan.FromMinutes(10) => "Workers__Time must be between 00:00:01 and 00:10:00.",
        { MemoryBytes: < 250_000_000 } => "Workers__MemoryBytes must be at least 250000000.",
        { OutputBytes: < 1000 or > 1_000_000_000 } => "Workers__OutputBytes must be between 1000 and 1000000000.",
        { RecycleBytes: < 1 } or { RecycleDocuments: < 1 } => "Workers__RecycleBytes and Workers__RecycleDocuments must be above zero.",
        _ => null,
    };
}
