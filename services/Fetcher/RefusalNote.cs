using System.Globalization;
using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>The note beside a file in <c>failed/</c>: <c>NAME.reason.txt</c>, which says in words why the file was not taken.</summary>
internal static class RefusalNote
{
    /// <summary>First line of each note: tells our notes from documents that are named like one.</summary>
    private const string Title = "This document was not taken.";

    /// <summary>More than a note of ours has bytes: a reason of 500 characters and a label of 1,024.</summary>
    private const int Longest = 8192;

    private static readonly RawPath Ending = RawPath.Of(".reason.txt");

    /// <summary><c>name.txt.reason.txt</c>; a name that leaves no room for that is cut, and then tells its notes apart by number.</summary>
    public static RawPath Of(RawPath place, int number)
    {
        var ending = IsCut(place) && number > 1 ? RawPath.Of(string.Create(CultureInfo.InvariantCulture, $" ({number})")).Append(Ending) : Ending;
        return place.Folder.Join(place.Name.Take(Claims.LongestName - ending.Characters.Length).Append(ending));
    }

    /// <summary>Whether the note of a file may be another's, since its name was cut.</summary>
    public static bool IsCut(RawPath place) => place.Name.Characters.Length + Ending.Characters.Length > Claims.LongestName;

    /// <summary>Whether it is a note of ours, or a piece of one that a kill cut off; with <paramref name="arrival"/>, whether it is that arrival's.</summary>
    public static bool Is(byte[] path, string? arrival = null)
    {
        using var file = Posix.OpenFile(path, out _);
        var begin = new byte[Longest];
        if (file is null || RandomAccess.Read(file, begin, 0) is var read && read == 0)
        {
            return file is not null && arrival is null;
        }

        var text = Encoding.UTF8.GetString(begin, 0, read);
        return text.StartsWith(Title, StringComparison.Ordinal) && (arrival is null || text.Contains("\nArrival: " + arrival + "\n", StringComparison.Ordinal));
    }

    /// <summary>Its text.</summary>
    public static byte[] Write(ArrivalRow row, Reason reason, DateTimeOffset now) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        {Title}

        {reason.Message}

        Name: {row.Name}
        Code: {reason.Code}, given by the {reason.Stage}
        Time: {now:yyyy-MM-dd'T'HH:mm:ss'Z'}
        Arrival: {row.Id}

        To try again, mend what the sentence above names and move the document back into the inbox. This note can be deleted.

        """));
}
