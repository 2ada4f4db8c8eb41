using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class RightOfWayTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_backlog_has_a_fifth_of_its_room_until_no_single_document_has_come_for_a_while()
    {
        var right = new RightOfWay(_time);
        Assert.Equal(1000, right.Limit(Lanes.Bulk, 1000));

        right.Take(Lanes.Prompt, Guid.NewGuid());
        Assert.Equal((200, 1000, 1), (right.Limit(Lanes.Bulk, 1000), right.Limit(Lanes.Prompt, 1000), right.Limit(Lanes.Bulk, 3)));
        Assert.Equal((128, 256), (right.Step(Lanes.Bulk, 256), right.Step(Lanes.Prompt, 256)));

        _time.Advance(RightOfWay.Lasting / 2);
        right.Take(Lanes.Prompt, Guid.NewGuid());
        _time.Advance(RightOfWay.Lasting / 2);
        Assert.Equal(200, right.Limit(Lanes.Bulk, 1000));
        _time.Advance(RightOfWay.Lasting / 2);
        Assert.Equal(1000, right.Limit(Lanes.Bulk, 1000));
    }

    [Fact]
    public void A_backlog_has_no_right_of_way_before_itself_and_takes_none_from_others()
    {
        var right = new RightOfWay(_time);
        var (backlog, drop) = (Guid.NewGuid(), Guid.NewGuid());
        right.Take(Lanes.Prompt, backlog); // its first hundred
        right.Take(Lanes.Bulk, backlog);
        Assert.Equal(1000, right.Limit(Lanes.Bulk, 1000));

        right.Take(Lanes.Prompt, drop);
        right.Take(Lanes.Prompt, backlog);
        right.Take(Lanes.Bulk, backlog);
        Assert.Equal(200, right.Limit(Lanes.Bulk, 1000));
        _time.Advance(RightOfWay.Lasting);
        Assert.Equal(1000, right.Limit(Lanes.Bulk, 1000));
    }
}
