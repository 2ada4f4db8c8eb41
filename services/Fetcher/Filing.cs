using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>
/// Moves claimed files to where their outcome says: <c>done/</c>, <c>duplicate/</c> or <c>failed/</c>, or back where they came from. Only renames, so a file is always whole in exactly one
/// place; none is ever replaced or deleted.
/// </summary>
/// <param name="inbox">The watched folder.</param>
/// <param name="claims">What is under way in it.</param>
/// <param name="clock">Dates the notes in <c>failed/</c>.</param>
internal sealed class Filing(FolderSettings inbox, Claims claims, TimeProvider clock)
{
    /// <summary>Most files of one name among which a refused one is looked for.</summary>
    private const int MostSought = 1000;

    private static readonly RawPath Failed = RawPath.Of("failed"), ReceiptEnding = RawPath.Of(".receipt.csv");

    /// <summary>Moves an arrival's file to the folder of its outcome. Does nothing where the file is gone: it was moved before.</summary>
    /// <returns>Why it cannot be moved, or null.</returns>
    public string? File(ArrivalRow row, string outcome, Reason? reason) => File(row, outcome, reason, claims.Look(row));

    /// <summary>
    /// The same for an outcome that has just come. A file that looks other than when it was read goes back where it came from: a writer kept it open past all signs of being done,
    /// the outcome is that of the old bytes, and the new ones are an arrival of their own.
    /// </summary>
    public string? FileUnchanged(ArrivalRow row, string outcome, Reason? reason, out bool changed)
    {
        var state = claims.Look(row);
        changed = state is { } now && row.ContentHash is not null && (now.Size != row.Size || now.ModifiedNs != row.ModifiedNs);
        return changed ? PutBack(row) : File(row, outcome, reason, state);
    }

    /// <summary>
    /// Claims a refused arrival's file once more, wherever in <c>failed/</c> it lies, and takes its note away. A kill behind it is made good by
    /// <see cref="Reconciliation"/>, which files it again.
    /// </summary>
    /// <returns>Whether it is claimed; false where it lies there no more.</returns>
    public bool ClaimFailed(ArrivalRow row)
    {
        var claim = At(Claims.Of(row));
        var to = Failed.Join(row.RawPath);
        var id = row.Id.ToString("D", CultureInfo.InvariantCulture);
        for (var number = 1; number <= MostSought && Posix.Look(claim) is null; number++)
        {
            var place = Numbered(to, number);
            var note = At(RefusalNote.Of(place, number));
            if (Posix.Look(note) is { Kind: ItemKind.File } && Posix.Look(At(place)) is not null && RefusalNote.Is(note, id) && Posix.Move(At(place), claim) == 0)
            {
                claims.TakeSideCar(row, place);
                _ = Posix.Remove(note);
            }
        }

        return Posix.Look(claim) is not null;
    }

    /// <summary>Puts a claimed file back where it came from, to be observed anew.</summary>
    public string? PutBack(RawPath claim, RawPath path) => Place(claim, ref path, note: null);

    /// <summary>Puts an arrival's file back, and its side-car before it.</summary>
    public string? PutBack(ArrivalRow row) => PlaceSideCar(row, row.RawPath) ?? PutBack(Claims.Of(row), row.RawPath);

    /// <summary>Where a receipt is written before it gets its name; written again, it is written over.</summary>
    public string UnfinishedReceipt(Guid batch) => Path.Combine(inbox.Root, Claims.Own(ReceiptName(batch)).Characters);

    /// <summary>Puts a written receipt beside <c>done/</c>: <c>FOLDER.receipt.csv</c>, or with a number where that is taken.</summary>
    /// <returns>Why that cannot be done, or null.</returns>
    public string? PlaceReceipt(Guid batch, RawPath folder)
    {
        var to = Claims.Ended(folder.Name, ReceiptEnding);
        return Place(Claims.Own(ReceiptName(batch)), ref to, note: null);
    }

    private string? File(ArrivalRow row, string outcome, Reason? reason, ItemState? state)
    {
        var place = RawPath.Of(outcome switch
        {
            Outcomes.Stored => "done",
            Outcomes.Duplicate => "duplicate",
            _ => "failed",
        }).Join(row.RawPath);
        var note = reason is null || outcome == Outcomes.Stored ? null : RefusalNote.Write(row, reason, clock.GetUtcNow());
        var problem = state is null ? null : Place(Claims.Of(row), ref place, note);

        // What was read without a side-car has none, as its row tells: nothing is looked for.
        return problem ?? (row is { ContentHash: not null, Given: null } ? null : PlaceSideCar(row, place));
    }

    private static string ReceiptName(Guid batch) => string.Create(CultureInfo.InvariantCulture, $".receipt-{batch}");

    private byte[] At(RawPath path) => claims.At(path);

    /// <summary>Moves the side-car of an arrival, where it has one, beside where its document is now.</summary>
    private string? PlaceSideCar(ArrivalRow row, RawPath document)
    {
        if (claims.SideCarOf(row) is not { } sideCar)
        {
            return null;
        }

        var to = Claims.Ended(document, sideCar.Ending);
        return Place(sideCar.Path, ref to, note: null);
    }

    /// <summary>Moves a file to a place, or one with a number after it where that is taken; <paramref name="to"/> says where it is then.</summary>
    private string? Place(RawPath from, ref RawPath to, byte[]? note)
    {
        for (var number = 1; number < 10_000; number++)
        {
            var place = Numbered(to, number);
            if (note is not null && !WriteNote(place, number, note))
            {
                continue;
            }

            // The folders are nearly always there, so they are made where the rename misses them.
            var error = Posix.Move(At(from), At(place));
            if (error == Posix.NoEntry && Posix.Look(At(from)) is not null)
            {
                MakeFolders(place.Folder);
                error = Posix.Move(At(from), At(place));
            }

            switch (error)
            {
                case 0:
                case Posix.NoEntry when Posix.Look(At(from)) is null:
                    to = place;
                    return null;
                case Posix.Exists:
                    continue;
                default:
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
        var stem = name.Take(name.Characters.Length - ending.Characters.Length).Take(Claims.LongestName - suffix.Characters.Length);
        return path.Folder.Join(stem.Append(suffix));
    }

    /// <summary>Writes the note before the file is there, so that no file in <c>failed/</c> is ever without. False where the name is taken.</summary>
    private bool WriteNote(RawPath place, int number, byte[] note)
    {
        if (Posix.Look(At(place)) is not null)
        {
            return false;
        }

        // A note without its file is left of a kill between the two, or its file was moved back to be tried again: it may be written over,
        // unless the name was cut and the note may be another's.
        var path = At(RefusalNote.Of(place, number));
        if (Posix.Look(path) is { } state && (RefusalNote.IsCut(place) || state.Kind != ItemKind.File || !RefusalNote.Is(path)))
        {
            return false;
        }

        MakeFolders(place.Folder);
        Posix.WriteFile(path, note);
        return true;
    }
}
