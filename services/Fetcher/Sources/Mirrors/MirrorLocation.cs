using System.Security.Cryptography;
using System.Text;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>The place that a document of a mirrored folder keeps: <c>folder:SOURCE/PATH</c>, the path as people see it.</summary>
internal static class MirrorLocation
{
    /// <summary>More bytes than a location has: it stands in an index, whose entries are bounded.</summary>
    private const int Most = 2000;

    /// <summary>Letters of a long path that are shown, from its end.</summary>
    private const int Shown = 300;

    /// <summary>The location of a file. A path that is too long is told by its SHA-256, with its end behind it.</summary>
    public static string Of(string source, RawPath path)
    {
        var label = Label.Whole(path);
        return $"folder:{source}/{(Encoding.UTF8.GetByteCount(label) <= Most ? label : Convert.ToHexStringLower(SHA256.HashData(path.Bytes)) + Label.End(label, Shown))}";
    }
}
