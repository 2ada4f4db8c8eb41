using Platform.Contracts;

namespace Platform.Fetcher.Sources;

/// <summary>
/// A file that says of the document beside it what its bytes may not: <c>report.pdf.meta.json</c> of <c>report.pdf</c>. It is claimed and filed with
/// its document and is no document itself.
/// </summary>
/// <param name="Given">Title, authors, date and address.</param>
/// <param name="Tags">What it says that the document is about, 0 to 32.</param>
/// <param name="Language">The language to take where the document does not show its own (BCP 47); null where it names none.</param>
internal sealed record SideCar(GivenFields Given, IReadOnlyList<string> Tags, string? Language)
{
    /// <summary>Most bytes of one.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>What follows the document's whole name; where several lie there, the first is its side-car.</summary>
    public static IReadOnlyList<RawPath> Endings { get; } = [RawPath.Of(".meta.json"), RawPath.Of(".meta.yml"), RawPath.Of(".meta.yaml")];

    /// <summary>Whether a path is named like a side-car.</summary>
    public static bool IsNamedLikeOne(RawPath path) => EndingOf(path) is not null;

    /// <summary>The document that a path is the side-car of; null where it is named like none.</summary>
    public static RawPath? DocumentOf(RawPath path) => EndingOf(path) is { } ending ? path.Take(path.Characters.Length - ending.Characters.Length) : null;

    private static RawPath? EndingOf(RawPath path)
    {
        foreach (var ending in Endings)
        {
            if (path.Characters.EndsWith(ending.Characters, StringComparison.Ordinal)
                && path.Characters.Length > ending.Characters.Length && path.Characters[^(ending.Characters.Length + 1)] != '/')
            {
                return ending;
            }
        }

        return null;
    }

    /// <summary>Reads one that lies on the disk.</summary>
    /// <param name="path">Where, for the operating system.</param>
    /// <param name="yaml">Whether it is YAML; JSON otherwise.</param>
    /// <exception cref="BadSideCarException">It cannot be taken; the message is a sentence without its end.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public static SideCar Read(byte[] path, bool yaml)
    {
        using var file = Posix.OpenFile(path, out var error);
        if (file is null)
        {
            throw error is Posix.AccessDenied or Posix.NotPermitted
                ? new BadSideCarException("its permissions do not let the platform read it") : new PosixException("The side-car cannot be opened", error);
        }

        var bytes = new byte[MostBytes + 1];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is var read and > 0)
        {
            length += read;
        }

        return length > MostBytes ? throw new BadSideCarException("it has more than 65536 bytes") : SideCarText.Read(bytes.AsSpan(0, length), yaml);
    }
}

/// <summary>A side-car that cannot be taken. The message is a clause that says why, such as <c>it has more than 65536 bytes</c>.</summary>
internal sealed class BadSideCarException(string why, Exception? inner = null) : Exception(why, inner);
