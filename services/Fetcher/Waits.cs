using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>The sentences for what is in the books and cannot be taken now. None is a refusal: it is tried again at each scan, until it is taken or taken away.</summary>
internal static class Waits
{
    public static Reason BeingWritten { get; } = Because(
        ReasonCodes.BeingWritten, "The file or its side-car is being written, and it is read once its writer has closed it.");

    /// <summary>Whether an arrival that waits with this reason takes no room in its lane, since it waits for somebody else; <see cref="ArrivalLedger.RoomAsync"/> counts so.</summary>
    public static bool TakesNoRoom(string? code) => code is ReasonCodes.Immovable or ReasonCodes.BeingWritten;

    /// <param name="error">Why the rename failed.</param>
    public static Reason Immovable(int error) => Because(
        ReasonCodes.Immovable, $"The file cannot be moved out of the folder that it lies in ({Posix.Words(error)}), and waits there; give the platform's user the right to write to that folder, or take the file away.");

    /// <param name="failure">What the system says; its own words may name paths, so they are not told.</param>
    public static Reason NotRead(Exception failure)
    {
        var error = (failure as PosixException)?.Error ?? (failure.InnerException ?? failure).HResult;
        return Because(
            ReasonCodes.NotRead, $"The file cannot be read, or its bytes cannot be kept ({(error is > 0 and < 200 ? Posix.Words(error) : "the disk fails")}); it is read again at each scan, so make room or mend the disk.");
    }

    /// <summary>One sentence about all that waits for somebody to mend something; null where nothing does.</summary>
    public static string? Problem(IReadOnlyCollection<(string Name, Reason Why)> waits)
    {
        var immovable = waits.Where(wait => wait.Why.Code == ReasonCodes.Immovable).ToList();
        var unread = waits.Where(wait => wait.Why.Code == ReasonCodes.NotRead).ToList();
        return immovable.Count > 0 ? Sentence(immovable) : unread.Count > 0 ? Sentence(unread) : null;
    }

    private static string Sentence(List<(string Name, Reason Why)> waits)
    {
        var (name, why) = waits.MinBy(wait => wait.Name, StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{waits.Count:N0} {(waits.Count == 1 ? "file waits" : "files wait")}, such as «{(name.Length > 100 ? Label.End(name, 100) : name)}»: {char.ToLowerInvariant(why.Message[0])}{why.Message[1..]}");
    }

    private static Reason Because(string code, string message) => new() { Code = code, Message = message, Stage = "fetcher" };
}
