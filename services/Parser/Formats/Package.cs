using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>A ZIP with the parts of one document, read within bounds: of entries, of bytes unpacked in all, and of XML depth.</summary>
internal sealed class Package : IDisposable
{
    /// <summary>Bytes that all parts together may unpack to.</summary>
    public const long MostBytes = 200_000_000;

    /// <summary>Characters of text that all parts together may hold.</summary>
    private const int MostText = 50_000_000;

    private const int MostEntries = 10_000;

    /// <summary>Deepest XML read; word processors stay below sixty.</summary>
    private const int MaxDepth = 1000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore, // skipped, so that no entity is ever defined
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _damaged = [];
    private readonly char[] _chunk = new char[4096];
    private long _unpacked;
    private int _text;

    private Package(Content content)
    {
        var memory = MemoryMarshal.TryGetArray(content.Bytes, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(content.Bytes.ToArray());
        _archive = new ZipArchive(memory, ZipArchiveMode.Read);
        foreach (var entry in _archive.Entries)
        {
            _entries.TryAdd(Normal(entry.FullName), entry);
        }
    }

    /// <summary>Names of the parts, with forward slashes.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Whether the bytes begin like a ZIP.</summary>
    public static bool IsZip(Content content) => content.Span.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Looks into a package; every way in which it can be broken becomes one rejection.</summary>
    /// <exception cref="UnreadableException">It is damaged, or passes a bound.</exception>
    public static T Read<T>(Content content, Func<Package, T> read)
    {
        if (CountEntries(content.Span) > MostEntries)
        {
            throw new UnreadableException(ReasonCodes.LimitExceeded, $"The package holds more than {MostEntries} files, which no document does; drop the document alone.");
        }

        try
        {
            using var package = new Package(content);
            return read(package);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or IOException or NotSupportedException or ArgumentException)
        {
            throw new UnreadableException(ReasonCodes.Damaged, $"The package is damaged ({Short(broken)}); open it in the program that made it, save it again and drop that.", broken);
        }
    }

    /// <summary>Reads a document of which a part may be damaged: what the others hold is read in part, with a warning.</summary>
    /// <exception cref="UnreadableException">Nothing of it can be read, or it passes a bound.</exception>
    public static Draft ReadDraft(Content content, Func<Package, Draft> read) => Read(content, package =>
    {
        var draft = read(package);
        if (package._damaged.Count > 0)
        {
            var part = package._damaged[0];
            if (draft.Blocks.Count == 0)
            {
                throw new UnreadableException(ReasonCodes.Damaged, $"The part {part} of the package is damaged; open it in the program that made it, save it again and drop that.");
            }

            draft.Partial = true;
            draft.Warnings.Add($"The part {part} of the package is damaged; what can be read of the rest is.");
        }

        return draft;
    });

    public bool Has(string name) => _entries.ContainsKey(Normal(name));

    /// <summary>A part as XML without a DTD; null where there is no such part.</summary>
    public XmlReader? Xml(string name) => Open(name) is { } stream ? XmlReader.Create(stream, Settings) : null;

    /// <summary>All elements and texts of an XML part, at most <see cref="MaxDepth"/> deep; nothing where there is no such part, those before the damage where it is damaged.</summary>
    public void Walk(string name, Action<XmlReader> node)
    {
        try
        {
            Nodes(name, node);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or EndOfStreamException)
        {
            _damaged.Add(name);
        }
    }

    private void Nodes(string name, Action<XmlReader> node)
    {
        using var reader = Xml(name);
        while (reader?.Read() == true)
        {
            if (reader.Depth > MaxDepth)
            {
                throw new UnreadableException(ReasonCodes.LimitExceeded, $"The part {name} nests more than {MaxDepth} elements, which no document does; save it again in the program that made it.");
            }

            node(reader);
        }
    }

    /// <summary>The text that a walk stands at: taken piece by piece, so that one endless text is refused before it is in memory.</summary>
    public string Text(XmlReader node)
    {
        var text = new StringBuilder();
        for (int read; (read = node.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0;)
        {
            _text += read;
            if (_text > MostText)
            {
                throw new UnreadableException(ReasonCodes.LimitExceeded, $"The package holds more than {MostText / 1_000_000} million characters of text; split the document and drop its parts.");
            }

            text.Append(_chunk, 0, read);
        }

        return text.ToString();
    }

    /// <summary>A small part whole; null where there is no such part.</summary>
    public byte[]? Bytes(string name, int most)
    {
        using var stream = Open(name);
        if (stream is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
            {
                throw new UnreadableException(ReasonCodes.LimitExceeded, $"The part {name} is larger than {most / 1_000_000} million bytes; split the document and drop its parts.");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A name that a part gives, as the package spells it: relative to the part's folder, or absolute with a slash.</summary>
    public static string Resolve(string part, string target)
    {
        var folder = target.StartsWith('/') ? "" : part[..(part.LastIndexOf('/') + 1)];
        var steps = new List<string>();
        foreach (var step in (folder + target).Split('/', '\\'))
        {
            if (step == "..")
            {
                steps.RemoveRange(Math.Max(0, steps.Count - 1), Math.Min(1, steps.Count));
            }
            else if (step is not ("" or "."))
            {
                steps.Add(step);
            }
        }

        return string.Join('/', steps);
    }

    public void Dispose() => _archive.Dispose();

    private CountedStream? Open(string name) => _entries.TryGetValue(Normal(name), out var entry) ? new CountedStream(entry.Open(), Count) : null;

    private void Count(int read)
    {
        _unpacked += read;
        if (_unpacked > MostBytes)
        {
            throw new UnreadableException(
                ReasonCodes.LimitExceeded, $"The package unpacks to more than {MostBytes / 1_000_000} million bytes; split the document and drop its parts.");
        }
    }

    // Before anything is built for them: one entry of the directory begins with one such mark.
    private static int CountEntries(ReadOnlySpan<byte> content) => content.Count("PK\u0001\u0002"u8);

    private static string Normal(string name) => name.Replace('\\', '/').TrimStart('/');

    private static string Short(Exception broken) => broken.Message.TrimEnd('.') is var text && text.Length > 120 ? text[..120] + "…" : text;
}
