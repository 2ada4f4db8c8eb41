using System.Globalization;
using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>
/// Moves files within the watched folder: into <c>.processing/</c> when they are claimed, and to <c>done/</c>, <c>duplicate/</c> or <c>failed/</c>
/// when their outcome is committed. Only renames, so a file is always whole in exactly one place; none is ever replaced or deleted.
/// </summary>
/// <param name="inbox">The watched folder.</param>
/// <param name="clock">Dates the notes in <c>failed/</c>.</param>
internal sealed class Filing(FolderSettings inbox, TimeProvider clock)
{
    /// <summary>First line of each note: tells our notes from documents that are named like one.</summary>
    private const string NoteTitle = "This document was not taken.";

    /// <summary>More than a note of ours has bytes: a reason of 500 characters and a label of 1,024.</summary>
    private const int LongestNote = 8192;

    /// <summary>Most files of one name among which a refused one is looked for.</summary>
    private const int MostSought = 1000;

    /// <summary>Stands between the arrival's id and the name of a claimed side-car, where its document has <c>~</c>.</summary>
    private const char SideCarMark = '+';

    /// <summary>Longest name of a Linux file system, in bytes.</summary>
    private const int LongestName = 255;

    private static readonly RawPath Processing = RawPath.Of(".processing"), NoteEnding = RawPath.Of(".reason.txt"),
        ReceiptEnding = RawPath.Of(".receipt.csv");

    private readonly FolderScan _places = new(inbox.Root);

    /// <summary>Where an arrival's file lies while it is under way: its id, and its name for people.</summary>
    public static RawPath ClaimOf(Guid id, RawPath path)
    {
        var prefix = RawPath.Of(id.ToString("D", CultureInfo.InvariantCulture) + "~");
        return Processing.Join(prefix.Append(path.Name.Take(LongestName - prefix.Characters.Length)));
    }

    /// <summary>
    /// Takes a file out of everybody's way, and its side-car before it, which is never seen without it so. A claim that was cut off between the two goes on.
    /// Returns 0, or the error of the rename.
    /// </summary>
    public int Claim(ArrivalRow row)
    {
        if (Look(row) is null)
        {
            ClaimSideCar(row, row.RawPath);
        }

        return Posix.Move(At(row.RawPath), At(ClaimOf(row.Id, row.RawPath)));
    }

    /// <summary>The claimed side-car of an arrival and what its name ends with; null where it has none.</summary>
    public (RawPath Path, RawPath Ending)? SideCarOf(ArrivalRow row)
    {
        foreach (var ending in SideCar.Endings)
        {
            if (SideCarClaim(row, ending) is var claim && Posix.Look(At(claim)) is not null)
            {
                return (claim, ending);
            }
        }

        return null;
    }

    /// <summary>How the claimed file looks; null where there is none.</summary>
    public ItemState? Look(ArrivalRow row) => Posix.Look(At(ClaimOf(row.Id, row.RawPath)));

    /// <summary>Absolute path for the operating system.</summary>
    public byte[] At(RawPath path) => _places.At(path);

    /// <summary>What lies in <c>.processing/</c>; the id is null for what is not ours.</summary>
    public IReadOnlyList<(Guid? Id, RawPath Path)> Claimed() => [.. (Posix.Names(At(Processing)) ?? []).Where(name => !name.Characters.StartsWith('.')).Select(name => (
        name.Characters.Length > 36 && name.Characters[36] is '~' or SideCarMark && Guid.TryParseExact(name.Characters[..36], "D", out var id) ? id : (Guid?)null,
        Processing.Join(name)))];

    /// <summary>Moves an arrival's file to the folder of its outcome. Does nothing where the file is gone: it was moved before.</summary>
    /// <returns>The folder it could not be moved to and why, or null.</returns>
    public string? File(ArrivalRow row, string outcome, Reason? reason)
    {
        var folder = RawPath.Of(outcome switch
        {
            Outcomes.Stored => "done",
            Outcomes.Duplicate => "duplicate",
            _ => "failed",
        });
        var place = folder.Join(row.RawPath);
        var problem = Look(row) is null ? null : Place(ClaimOf(row.Id, row.RawPath), ref place, reason is null || outcome == Outcomes.Stored ? null : Note(row, reason));
        return problem ?? PlaceSideCar(row, place);
    }

    /// <summary>
    /// Claims a refused arrival's file once more, wherever in <c>failed/</c> it lies, and takes its note away. A kill behind it is made good by
    /// <see cref="Reconciliation"/>, which files it again.
    /// </summary>
    /// <returns>Whether it is claimed; false where it lies there no more.</returns>
    public bool ClaimFailed(ArrivalRow row)
    {
        var claim = ClaimOf(row.Id, row.RawPath);
        var to = RawPath.Of("failed").Join(row.RawPath);
        var id = row.Id.ToString("D", CultureInfo.InvariantCulture);
        for (var number = 1; number <= MostSought && Posix.Look(At(claim)) is null; number++)
        {
            var place = Numbered(to, number);
            var note = At(NoteOf(place, number));
            if (Posix.Look(note) is { Kind: ItemKind.File } && Posix.Look(At(place)) is not null && IsNote(note, id) && Posix.Move(At(place), At(claim)) == 0)
            {
                ClaimSideCar(row, place);
                _ = Posix.Remove(note);
            }
        }

        return Posix.Look(At(claim)) is not null;
    }

    /// <summary>Puts a claimed file back where it came from, to be observed anew.</summary>
    public string? PutBack(RawPath claim, RawPath path) => Place(claim, ref path, note: null);

    /// <summary>Puts an arrival's file back, and its side-car before it.</summary>
    public string? PutBack(ArrivalRow row) => PlaceSideCar(row, row.RawPath) ?? PutBack(ClaimOf(row.Id, row.RawPath), row.RawPath);

    /// <summary>Where a receipt is written before it gets its name; written again, it is written over.</summary>
    public string UnfinishedReceipt(Guid batch) => Path.Combine(inbox.Root, Processing.Characters, string.Create(CultureInfo.InvariantCulture, $".receipt-{batch}"));

    /// <summary>Puts a written receipt beside <c>done/</c>: <c>FOLDER.receipt.csv</c>, or with a number where that is taken.</summary>
    /// <returns>Why that cannot be done, or null.</returns>
    public string? PlaceReceipt(Guid batch, RawPath folder)
    {
        var to = Ended(folder.Name, ReceiptEnding);
        return Place(Processing.Join(RawPath.Of(Path.GetFileName(UnfinishedReceipt(batch)))), ref to, note: null);
    }

    /// <summary>Where the side-car of an arrival lies while it is under way.</summary>
    private static RawPath SideCarClaim(ArrivalRow row, RawPath ending) => Processing.Join(
        Ended(RawPath.Of(row.Id.ToString("D", CultureInfo.InvariantCulture) + SideCarMark).Append(row.RawPath.Name), ending));

    private static RawPath Ended(RawPath path, RawPath ending) => path.Folder.Join(path.Name.Take(LongestName - ending.Characters.Length).Append(ending));

    private void ClaimSideCar(ArrivalRow row, RawPath document)
    {
        var claimed = SideCarOf(row) is not null;
        for (var next = 0; next < SideCar.Endings.Count && !claimed; next++)
        {
            var (path, ending) = (document.Append(SideCar.Endings[next]), SideCar.Endings[next]);
            claimed = Posix.Look(At(path)) is { Kind: ItemKind.File } && Posix.Move(At(path), At(SideCarClaim(row, ending))) == 0;
        }
    }

    /// <summary>Moves the side-car of an arrival, where it has one, beside where its document is now.</summary>
    private string? PlaceSideCar(ArrivalRow row, RawPath document)
    {
        if (SideCarOf(row) is not { } sideCar)
        {
            return null;
        }

        var to = Ended(document, sideCar.Ending);
        return Place(sideCar.Path, ref to, note: null);
    }

    /// <summary>Moves a file to a place, or one with a number after it where that is taken; <paramref name="to"/> says where it is then.</summary>
    private string? Place(RawPath from, ref RawPath to, byte[]? note)
    {
        MakeFolders(to.Folder);
        for (var number = 1; number < 10_000; number++)
        {
            var place = Numbered(to, number);
            if (note is not null && !WriteNote(place, number, note))
            {
                continue;
            }

            switch (Posix.Move(At(from), At(place)))
            {
                case 0 or Posix.NoEntry when Posix.Look(At(from)) is null:
                    to = place;
                    return null;
                case Posix.Exists:
                    continue;
                case var error:
                    return new PosixException("The rename failed", error).Message;
            }
        }

        return "There are 10,000 files of this name.";
    }

    private void MakeFolders(RawPath folder)
    {
        if (!folder.IsRoot && Posix.Look(At(folder)) is null)
        {
            MakeFolders(folder.Folder);
            _ = Posix.MakeFolder(At(folder)); // the rename tells what is wrong, if anything
        }
    }

    /// <summary><c>name.txt</c>, <c>name (2).txt</c>, <c>name (3).txt</c>…, cut where the number makes it too long.</summary>
    private static RawPath Numbered(RawPath path, int number)
    {
        if (number == 1)
        {
            return path;
        }

        var name = path.Name;
        var dot = name.Characters.LastIndexOf('.');
        var ending = dot > 0 && name.Characters.Length - dot <= 20 ? name.Skip(dot) : RawPath.Root;
        var suffix = RawPath.Of(string.Create(CultureInfo.InvariantCulture, $" ({number})")).Append(ending);
        var stem = name.Take(name.Characters.Length - ending.Characters.Length).Take(LongestName - suffix.Characters.Length);
        return path.Folder.Join(stem.Append(suffix));
    }

    /// <summary><c>name.txt.reason.txt</c>; a name that leaves no room for that is cut, and then tells its notes apart by number.</summary>
    private static RawPath NoteOf(RawPath place, int number)
    {
        var ending = IsCut(place) && number > 1
            ? RawPath.Of(string.Create(CultureInfo.InvariantCulture, $" ({number})")).Append(NoteEnding) : NoteEnding;
        return place.Folder.Join(place.Name.Take(LongestName - ending.Characters.Length).Append(ending));
    }

    private static bool IsCut(RawPath place) => place.Name.Characters.Length + NoteEnding.Characters.Length > LongestName;

    /// <summary>Writes the note before the file is there, so that no file in <c>failed/</c> is ever without. False where the name is taken.</summary>
    private bool WriteNote(RawPath place, int number, byte[] note)
    {
        if (Posix.Look(At(place)) is not null)
        {
            return false;
        }

        // A note without its file is left of a kill between the two, or its file was moved back to be tried again: it may be written over,
        // unless the name was cut and the note may be another's.
        var path = At(NoteOf(place, number));
        if (Posix.Look(path) is { } state && (IsCut(place) || state.Kind != ItemKind.File || !IsNote(path)))
        {
            return false;
        }

        Posix.WriteFile(path, note);
        return true;
    }

    /// <summary>Whether it is a note of ours, or a piece of one that a kill cut off; with <paramref name="arrival"/>, whether it is that arrival's.</summary>
    private static bool IsNote(byte[] path, string? arrival = null)
    {
        using var file = Posix.OpenFile(path, out _);
        var begin = new byte[LongestNote];
        if (file is null || RandomAccess.Read(file, begin, 0) is var read && read == 0)
        {
            return file is not null && arrival is null;
        }

        var text = Encoding.UTF8.GetString(begin, 0, read);
        return text.StartsWith(NoteTitle, StringComparison.Ordinal) && (arrival is null || text.Contains("\nArrival: " + arrival + "\n", StringComparison.Ordinal));
    }

    private byte[] Note(ArrivalRow row, Reason reason) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        {NoteTitle}

        {reason.Message}

        Name: {row.Name}
        Code: {reason.Code}, given by the {reason.Stage}
        Time: {clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}
        Arrival: {row.Id}

        To try again, mend what the sentence above names and move the document back into the inbox. This note can be deleted.

        """));
}
