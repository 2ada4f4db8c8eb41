using System.Text;

namespace Platform.Fetcher.Sources;

/// <summary>
/// A path below the watched folder as the file system holds it: bytes, <c>/</c> between folders, none at either end. Linux names need not be
/// text in any charset, and .NET's file API cannot open those that are not, so the bytes are kept one to a character and never decoded.
/// </summary>
internal readonly record struct RawPath
{
    private readonly string? _bytes; // one character for each byte (Latin-1): hashes, compares and joins like any string

    private RawPath(string bytes) => _bytes = bytes;

    /// <summary>The watched folder itself.</summary>
    public static RawPath Root { get; } = new("");

    public byte[] Bytes => Encoding.Latin1.GetBytes(Characters);

    /// <summary>The last part.</summary>
    public RawPath Name => new(Characters[(Characters.LastIndexOf('/') + 1)..]);

    /// <summary>All but the last part; <see cref="Root"/> for an item that lies in the watched folder directly.</summary>
    public RawPath Folder => new(Characters[..Math.Max(Characters.LastIndexOf('/'), 0)]);

    /// <summary>The first part.</summary>
    public RawPath Top => Characters.IndexOf('/') is > 0 and var end ? new(Characters[..end]) : this;

    public bool IsRoot => Characters.Length == 0;

    public int Depth => IsRoot ? 0 : Characters.AsSpan().Count('/') + 1;

    /// <summary>The bytes as characters U+0000 to U+00FF, to compare with ASCII names and patterns.</summary>
    public string Characters => _bytes ?? "";

    public static RawPath Of(ReadOnlySpan<byte> bytes) => new(Encoding.Latin1.GetString(bytes));

    /// <summary>A path that is known as text, such as a setting or a name of ours.</summary>
    public static RawPath Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public RawPath Join(RawPath below) => IsRoot ? below : below.IsRoot ? this : new RawPath(Characters + "/" + below.Characters);

    public RawPath Append(RawPath suffix) => new(Characters + suffix.Characters);

    public RawPath Take(int bytes) => new(Characters[..Math.Min(Math.Max(bytes, 0), Characters.Length)]);

    public RawPath Skip(int bytes) => new(Characters[Math.Min(bytes, Characters.Length)..]);

    public override string ToString() => Label.Of(this);
}
