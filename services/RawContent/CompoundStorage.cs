namespace Platform.RawContent;

/// <summary>A folder of a compound file; its streams are read when they are asked for. Names are the same whatever their case.</summary>
public sealed class CompoundStorage
{
    private readonly Dictionary<string, Func<byte[]>> _streams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CompoundStorage> _storages = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Folders within, by name.</summary>
    public IReadOnlyDictionary<string, CompoundStorage> Storages => _storages;

    /// <summary>Names of its streams.</summary>
    public IEnumerable<string> Streams => _streams.Keys;

    /// <summary>The bytes of a stream; null where there is none of the name.</summary>
    /// <param name="name">At most 31 letters.</param>
    public byte[]? Bytes(string name) => _streams.TryGetValue(name, out var stream) ? stream() : null;

    /// <summary>Adds a stream; the first of a name stays.</summary>
    /// <param name="name">At most 31 letters.</param>
    /// <param name="stream">Gives its bytes.</param>
    public void Add(string name, Func<byte[]> stream) => _streams.TryAdd(name, stream);

    /// <summary>Adds a folder; the first of a name stays.</summary>
    /// <param name="name">At most 31 letters.</param>
    /// <param name="storage">What it holds.</param>
    public void Add(string name, CompoundStorage storage) => _storages.TryAdd(name, storage);
}
