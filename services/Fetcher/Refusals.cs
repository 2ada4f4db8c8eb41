using System.Globalization;
using Platform.Contracts;

namespace Platform.Fetcher;

/// <summary>The sentences for what the Fetcher itself refuses.</summary>
internal static class Refusals
{
    public static Reason Empty { get; } = Because(ReasonCodes.Empty, "The file has no bytes and stayed empty; write its content and drop it again.");

    public static Reason Unreadable { get; } = Because(
        ReasonCodes.Unreadable, "The file's permissions do not let the platform read it; give its group or everyone the right to read it and drop it again.");

    public static Reason SymbolicLink { get; } = Because(
        ReasonCodes.SymbolicLink, "This is a symbolic link, and links are not followed; drop the file that it points to.");

    public static Reason SpecialFile { get; } = Because(
        ReasonCodes.SpecialFile, "This is a socket, pipe or device and holds no document; drop a regular file.");

    public static Reason Folder { get; } = Because(
        ReasonCodes.Folder, "This is an empty folder named like a document; drop the document itself.");

    public static Reason Withdrawn { get; } = Because(
        ReasonCodes.Withdrawn, "The file was taken away before it could be read; drop it again if it is still wanted.");

    public static Reason TooLarge(long size, long most, string setting) => Because(ReasonCodes.TooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The file has {size} bytes and the limit is {most}; split it, or have the operator raise {setting}."));

    private static Reason Because(string code, string message) => new() { Code = code, Message = message, Stage = "fetcher" };
}
