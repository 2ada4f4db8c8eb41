using Platform.Gateway.Feed;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class EventFilterTests
{
    [Fact]
    public void Lists_in_an_address_are_separated_by_commas_and_empty_ones_are_none()
    {
        var filter = new FilterQuery(Types: "document.stored.v1, document.failed.v1,", Languages: " ").ToFilter();

        Assert.Equal(["document.stored.v1", "document.failed.v1"], filter.Types);
        Assert.Empty(filter.Languages);
        Assert.False(filter.IsEmpty);
        Assert.True(new FilterQuery().ToFilter().IsEmpty);
    }

    [Fact]
    public void A_type_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.Contains("document.stored.v1", new EventFilter { Types = ["document.store"] }.Problem(), StringComparison.Ordinal);

    [Fact]
    public void Lists_are_bounded()
    {
        Assert.NotNull(new EventFilter { Tags = [.. Enumerable.Range(0, 51).Select(number => $"tag {number}")] }.Problem());
        Assert.NotNull(new EventFilter { Tags = [new string('a', 201)] }.Problem());
        Assert.NotNull(new EventFilter { Mentions = [""] }.Problem());
        Assert.Null(new EventFilter { Tags = [new string('a', 200)] }.Problem());
    }
}
