using Platform.Contracts;
using Platform.Fetcher.Sources;
using Platform.Fetcher.Sources.Mirrors;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>What of a mirrored folder may be read, and when.</summary>
public sealed class MirrorQueueTests
{
    private readonly ManualTime _time = new();
    private readonly MirrorSettings _settings = new() { Name = "papers", Root = "/papers" };
    private readonly MirrorQueue _queue;

    public MirrorQueueTests()
    {
        _time.SetClock(DateTimeOffset.UnixEpoch.AddDays(1));
        _queue = new MirrorQueue(_settings, _time);
    }

    [Fact]
    public void What_has_not_changed_for_long_is_ready_and_what_has_just_changed_waits_and_goes_before_a_backlog()
    {
        _queue.Add(Item("old", TimeSpan.FromHours(1), isFresh: false));
        _queue.Add(Item("new", TimeSpan.FromSeconds(1), isFresh: true));
        Assert.Equal((1, 0, 1), (_queue.CountOf(Lanes.Bulk), _queue.CountOf(Lanes.Prompt), _queue.Unsettled));

        _time.SetClock(_time.GetUtcNow().AddSeconds(2));
        _queue.Settle(item => item);

        Assert.Equal("new", Assert.Single(_queue.Take(Lanes.Prompt, 10, 1000)).Path.ToString());
    }

    [Fact]
    public void What_a_clock_that_runs_ahead_has_dated_is_ready_after_it_was_seen_unchanged_for_long_enough()
    {
        var item = Item("ahead", TimeSpan.FromDays(-10), isFresh: true);
        _queue.Add(item);
        _time.Advance(_settings.SettleTime);
        _queue.Settle(_ => item with { State = item.State with { Size = 8 } });
        Assert.Equal(1, _queue.Unsettled);

        _time.Advance(_settings.SettleTime);
        _queue.Settle(same => same);

        Assert.Equal(1, _queue.CountOf(Lanes.Prompt));
    }

    [Fact]
    public void However_many_are_found_only_so_many_are_held_and_the_rest_is_counted()
    {
        for (var number = 0; number < 25_000; number++)
        {
            _queue.Add(Item(FormattableString.Invariant($"{number}"), TimeSpan.FromHours(1), isFresh: number < 5000));
        }

        Assert.Equal((100, 10_000, 14_900, 25_000), (_queue.CountOf(Lanes.Prompt), _queue.CountOf(Lanes.Bulk), _queue.LeftOut, _queue.Count));
    }

    [Fact]
    public void As_much_is_taken_at_once_as_may_lie_in_memory_and_on_the_disk()
    {
        for (var number = 0; number < 10; number++)
        {
            _queue.Add(Item(FormattableString.Invariant($"{number}"), TimeSpan.FromHours(1), isFresh: false));
        }

        Assert.Equal((3, 7), (_queue.Take(Lanes.Bulk, 3, 1000).Count, _queue.CountOf(Lanes.Bulk)));
        Assert.Equal(2, _queue.Take(Lanes.Bulk, 10, bytes: 14).Count);
    }

    private MirrorItem Item(string name, TimeSpan age, bool isFresh)
    {
        var changed = (_time.GetUtcNow() - age - DateTimeOffset.UnixEpoch).Ticks * 100;
        return new MirrorItem(RawPath.Of(name), new ItemState(ItemKind.File, 7, changed, changed, 1, 1), SideCarNs: null, isFresh);
    }
}
