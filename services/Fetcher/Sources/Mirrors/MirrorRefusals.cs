using Platform.Contracts;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>The sentences for what is refused in a mirrored folder, where nothing can be dropped again: what is mended there is read again by itself.</summary>
internal static class MirrorRefusals
{
    public static Reason Empty { get; } = Because(ReasonCodes.Empty, "The file has no bytes and stayed empty; it is read once it has some.");

    public static Reason Unreadable { get; } = Because(
        ReasonCodes.Unreadable, "The file's permissions do not let the platform read it; give its group or everyone the right to read it, and it is read.");

    public static Reason SymbolicLink { get; } = Because(
        ReasonCodes.SymbolicLink, "This is a symbolic link, and links are not followed; put the file that it points to in its place, or have the operator leave it out with Exclude.");

    public static Reason SpecialFile { get; } = Because(
        ReasonCodes.SpecialFile, "This is a socket, pipe or device and holds no document; have the operator leave it out with Exclude.");

    public static Reason OrphanSideCar { get; } = Because(
        ReasonCodes.OrphanSideCar, "This is a side-car, and no document of its name lies beside it; put the document there, or name the side-car after its document.");

    public static Reason BadSideCar(string why) => Because(
        ReasonCodes.BadSideCar, $"The side-car beside this document cannot be taken: {why}; correct it, and the document is read again.");

    private static Reason Because(string code, string message) => new() { Code = code, Message = message, Stage = "fetcher" };
}
