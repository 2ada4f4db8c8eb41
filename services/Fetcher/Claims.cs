using System.Globalization;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>
/// What lies in <c>.processing/</c>: the files of arrivals that are under way, each with its side-car, under the arrival's id. Claiming is a rename, so a file is whole in exactly one place
/// and taken by one. A side-car is claimed before its document, which is never seen without it so.
/// </summary>
internal sealed class Claims(FolderSettings inbox)
{
    /// <summary>Longest name of a Linux file system, in bytes.</summary>
    public const int LongestName = 255;

    /// <summary>Stands between the arrival's id and the name of a claimed side-car, where its document has <c>~</c>.</summary>
    private const char SideCarMark = '+';

    private static readonly RawPath Processing = RawPath.Of(".processing");

    private readonly FolderScan _places = new(inbox.Root);

    /// <summary>Where an arrival's file lies while it is under way: its id, and its name for people.</summary>
    public static RawPath Of(Guid id, RawPath path)
    {
        var prefix = RawPath.Of(id.ToString("D", CultureInfo.InvariantCulture) + "~");
        return Processing.Join(prefix.Append(path.Name.Take(LongestName - prefix.Characters.Length)));
    }

    /// <summary>Where an arrival's file lies while it is under way.</summary>
    public static RawPath Of(ArrivalRow row) => Of(row.Id, row.RawPath);

    /// <summary>Where something of ours lies there, such as a receipt that is not finished.</summary>
    public static RawPath Own(string name) => Processing.Join(RawPath.Of(name));

    /// <summary>A path with an ending, cut where the name would be too long.</summary>
    public static RawPath Ended(RawPath path, RawPath ending) => path.Folder.Join(path.Name.Take(LongestName - ending.Characters.Length).Append(ending));

    /// <summary>Absolute path for the operating system.</summary>
    public byte[] At(RawPath path) => _places.At(path);

    /// <summary>How the claimed file looks; null where there is none.</summary>
    public ItemState? Look(ArrivalRow row) => Posix.Look(At(Of(row)));

    /// <summary>Claims what was just found complete, with the side-car that was seen beside it. Returns 0, or the error of the rename.</summary>
    public int Take(ArrivalRow row, RawPath? sideCar)
    {
        if (sideCar is { } ending)
        {
            _ = Posix.Move(At(row.RawPath.Append(ending)), At(SideCarClaim(row, ending)));
        }

        return Posix.Move(At(row.RawPath), At(Of(row)));
    }

    /// <summary>Claims a file of which it is not known how far it came: a claim that was cut off between side-car and document goes on. Returns 0, or the error of the rename.</summary>
    public int GoOn(ArrivalRow row)
    {
        if (Look(row) is null)
        {
            TakeSideCar(row, row.RawPath);
        }

        return Posix.Move(At(row.RawPath), At(Of(row)));
    }

    /// <summary>Claims the side-car that lies beside a document, unless one is claimed already.</summary>
    public void TakeSideCar(ArrivalRow row, RawPath document)
    {
        var claimed = SideCarOf(row) is not null;
        for (var next = 0; next < SideCar.Endings.Count && !claimed; next++)
        {
            var (path, ending) = (document.Append(SideCar.Endings[next]), SideCar.Endings[next]);
            claimed = Posix.Look(At(path)) is { Kind: ItemKind.File } && Posix.Move(At(path), At(SideCarClaim(row, ending))) == 0;
        }
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

    /// <summary>All that lies there; the id is null for what is not ours.</summary>
    public IReadOnlyList<(Guid? Id, RawPath Path)> All() => [.. (Posix.Names(At(Processing)) ?? []).Where(name => !name.Characters.StartsWith('.')).Select(name => (
        name.Characters.Length > 36 && name.Characters[36] is '~' or SideCarMark && Guid.TryParseExact(name.Characters[..36], "D", out var id) ? id : (Guid?)null,
        Processing.Join(name)))];

    /// <summary>Where the side-car of an arrival lies while it is under way.</summary>
    private static RawPath SideCarClaim(ArrivalRow row, RawPath ending) => Processing.Join(
        Ended(RawPath.Of(row.Id.ToString("D", CultureInfo.InvariantCulture) + SideCarMark).Append(row.RawPath.Name), ending));
}
