using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher;
using Platform.Fetcher.Ledger;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

[Collection(OnFolders.Name)]
public sealed class HeldBackTests : IDisposable
{
    private readonly TemporaryInbox _inbox = new();
    private readonly HeldBack _held;

    public HeldBackTests() => _held = new HeldBack(_inbox.Settings, _inbox.Claims, TimeProvider.System);

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public void Each_is_tried_in_its_turn_however_many_there_are()
    {
        var rows = Enumerable.Range(0, 10).Select(number => Hold(number.ToString(CultureInfo.InvariantCulture), Waits.Immovable(error: 1))).ToList();

        var tried = new List<ArrivalRow>();
        for (var round = 0; round < 4; round++)
        {
            var due = _held.Due(3);
            due.ForEach(row => _held.Add(row, Waits.Immovable(error: 1)));
            tried.AddRange(due);
        }

        Assert.Equal(12, tried.Count);
        Assert.Equal(rows.Select(row => row.Name), tried.Take(10).Select(row => row.Name));
    }

    [Fact]
    public void What_waits_for_somebody_is_told_in_one_sentence_and_what_waits_for_its_writer_is_not()
    {
        Hold("a.txt", Waits.BeingWritten);
        Assert.Null(_held.Problem);

        Hold("b.txt", Waits.NotRead(new IOException("/secret/place is full", 28)));
        Assert.Equal(
            "1 file waits, such as «b.txt»: the file cannot be read, or its bytes cannot be kept (No space left on device); it is read again at each scan, so make room or mend the disk.", _held.Problem);

        Hold("d.txt", Waits.Immovable(error: 13));
        Hold("c.txt", Waits.Immovable(error: 13));
        Assert.StartsWith("2 files wait, such as «c.txt»: the file cannot be moved out of the folder that it lies in (Permission denied), and waits there; ", _held.Problem, StringComparison.Ordinal);
    }

    private ArrivalRow Hold(string name, Reason why)
    {
        var row = TemporaryInbox.Row(_inbox.Drop(name));
        _held.Add(row, why);
        return row;
    }
}
