using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class SettlingTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private static readonly RawPath File = RawPath.Of("a.txt");
    private readonly ManualTime _time = new();
    private readonly Settling _settling;

    public SettlingTests() => _settling = new Settling(_time);

    [Fact]
    public void A_file_that_looks_the_same_long_enough_apart_is_settled()
    {
        Assert.False(_settling.Look(File, State(5), Wait));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(_settling.Look(File, State(5), Wait));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_settling.Look(File, State(5), Wait));
    }

    [Fact]
    public void Each_change_begins_the_wait_anew()
    {
        for (var size = 0; size < 10; size++)
        {
            Assert.False(_settling.Look(File, State(size), Wait));
            _time.Advance(TimeSpan.FromSeconds(1.5));
        }
    }

    [Fact]
    public void One_look_is_never_enough_however_late_it_comes()
    {
        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(_settling.Look(File, State(5), Wait));
    }

    [Fact]
    public void An_event_that_the_writer_is_done_settles_at_once()
    {
        Assert.True(_settling.Look(File, State(5), Wait, complete: true));
        Assert.True(_settling.Look(File, State(5), Wait));
    }

    [Fact]
    public void A_change_after_the_event_waits_again()
    {
        _settling.Look(File, State(5), Wait, complete: true);

        Assert.False(_settling.Look(File, State(6), Wait));
    }

    [Fact]
    public void The_same_size_with_another_time_or_inode_is_a_change()
    {
        _settling.Look(File, State(5), Wait);
        _time.Advance(Wait);
        Assert.False(_settling.Look(File, State(5) with { ModifiedNs = 1 }, Wait));
        _time.Advance(Wait);
        Assert.False(_settling.Look(File, State(5) with { ModifiedNs = 1, ChangedNs = 1 }, Wait));
        _time.Advance(Wait);
        Assert.False(_settling.Look(File, State(5) with { ModifiedNs = 1, ChangedNs = 1, Inode = 1 }, Wait));
    }

    [Fact]
    public void What_a_full_listing_does_not_see_is_forgotten()
    {
        _settling.Look(File, State(5), Wait);
        _settling.BeginRound();
        _settling.EndRound();
        _time.Advance(Wait);

        Assert.Equal(0, _settling.Count);
        Assert.False(_settling.Look(File, State(5), Wait));
    }

    [Fact]
    public void A_clock_that_is_set_changes_nothing()
    {
        _settling.Look(File, State(5), Wait);
        _time.SetClock(DateTimeOffset.MaxValue);

        Assert.False(_settling.Look(File, State(5), Wait));
    }

    private static ItemState State(long size) => new(ItemKind.File, size, 0, 0, 0, 0);
}
