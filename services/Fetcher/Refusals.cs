using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher.Containers;

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

    public static Reason OrphanSideCar { get; } = Because(
        ReasonCodes.OrphanSideCar, "This is a side-car, and the document of its name did not come or was taken before it; drop the two together, or have the operator set SideCarWait for this source.");

    public static Reason BadSideCar(string why) => Because(
        ReasonCodes.BadSideCar, $"The side-car beside this document cannot be taken: {why}; correct it and move both back into the inbox, or the document without it.");

    public static Reason TooLarge(long size, long most, string setting) => Because(ReasonCodes.TooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The file has {size} bytes and the limit is {most}; split it, or have the operator raise {setting}."));

    public static Reason EncryptedArchive { get; } = Because(
        ReasonCodes.Encrypted, "The archive is encrypted; unpack it with its password and drop the documents, or pack them without one.");

    public static Reason EncryptedMember { get; } = Because(
        ReasonCodes.Encrypted, "This file is encrypted in its archive; unpack it with its password and drop it, or pack it without one.");

    public static Reason LinkedMember { get; } = Because(
        ReasonCodes.SymbolicLink, "This is a link in an archive, and links are not followed; pack the file that it points to.");

    public static Reason UnsafePath { get; } = Because(
        ReasonCodes.UnsafePath, "The path of this file in its archive is absolute or leads out of it, as no packing program writes it; look where the archive comes from, and pack the file again.");

    public static Reason DamagedMember { get; } = Because(
        ReasonCodes.Damaged, "This file is damaged in its archive, or packed in a way that is not read; get the archive again, or unpack it and drop the file.");

    public static Reason EmbeddedObject { get; } = Because(
        ReasonCodes.UnknownFormat, "This is an object drawn into the mail, not a file; open it in Outlook, save it as a file and drop that.");

    public static Reason LinkedAttachment { get; } = Because(
        ReasonCodes.SymbolicLink, "The mail only names this attachment and does not hold its bytes; get the file from where it lies and drop it.");

    public static Reason DamagedArchive { get; } = Because(
        ReasonCodes.Damaged, "The archive ends too early, is damaged, or is packed in a way that is not read; get it again, or unpack it and drop the files.");

    public static Reason TooManyMembers { get; } = Because(
        ReasonCodes.LimitExceeded, "The archive, with those in it, holds more files than are taken; split it, or have the operator raise Containers__Members.");

    public static Reason UnpacksToTooMuch { get; } = Because(
        ReasonCodes.LimitExceeded, "The archive, with those in it, unpacks to more bytes than are taken; split it, or have the operator raise Containers__Bytes.");

    public static Reason UnpackingOverMemory { get; } = Because(
        ReasonCodes.OverMemory, "Unpacking the archive takes more memory than it may; pack it with a smaller dictionary, or have the operator raise Containers__MemoryBytes.");

    public static Reason UnpackerCrashed { get; } = Because(
        ReasonCodes.ParserCrashed, "The process that unpacks this archive crashed, also with the archive alone; unpack it and drop the files.");

    public static Reason UnpackingOverTime(TimeSpan time) => Because(ReasonCodes.OverTime, string.Create(
        CultureInfo.InvariantCulture, $"Unpacking takes longer than {time.TotalSeconds:0.#} s; split the archive, or have the operator raise Containers__Time."));

    public static Reason TooDeep(int depth) => Because(ReasonCodes.LimitExceeded, string.Create(
        CultureInfo.InvariantCulture, $"This is an archive in {depth} others, one within the other, and is not unpacked; unpack the outer ones and drop it, or have the operator raise Containers__Depth."));

    public static Reason Bomb(int ratio) => Because(ReasonCodes.LimitExceeded, string.Create(
        CultureInfo.InvariantCulture, $"The archive unpacks to more than {ratio} times its size, as archives that are made to fill disks do; unpack it and drop the files, or have the operator raise Containers__Ratio."));

    public static Reason MemberTooLarge(long most) => Because(ReasonCodes.TooLarge, string.Create(
        CultureInfo.InvariantCulture, $"The file has more than {most} bytes in its archive; split it, or have the operator raise Containers__MemberBytes."));

    public static Reason LyingMember(long stated, long size) => Because(ReasonCodes.Damaged, string.Create(
        CultureInfo.InvariantCulture, $"The archive says that this file has {stated} bytes and holds {size}; get the archive again, or unpack it and drop the file."));

    /// <summary>Not a refusal: how an archive ends that was unpacked.</summary>
    public static Reason Unpacked(string kind, int members, int leftOut) => Because(ReasonCodes.Unpacked, string.Create(
        CultureInfo.InvariantCulture,
        $"This is {ContainerKinds.InWords(kind)} and no document itself; its {members} {(members == 1 ? "file is an arrival of its own" : "files are arrivals of their own")}{(leftOut > 0 ? $", and {leftOut} that programs leave behind are left out" : "")}."));

    /// <summary>The archive is refused, and what lies before the damage is taken.</summary>
    public static Reason InPart(Reason reason, int members) => reason with
    {
        Message = string.Create(CultureInfo.InvariantCulture, $"{reason.Message} The {members} before the damage {(members == 1 ? "is an arrival of its own" : "are arrivals of their own")}."),
    };

    private static Reason Because(string code, string message) => new() { Code = code, Message = message, Stage = "fetcher" };
}
