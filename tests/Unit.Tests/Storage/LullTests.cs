using Microsoft.Extensions.Time.Testing;
using Platform.Storage.Search;
using Xunit;

namespace Platform.Unit.Tests.Storage;

public sealed class LullTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Work_begins_a_second_after_the_last_document()
    {
        using var lull = new Lull(_time);
        lull.Stored();
        var waiting = lull.WaitAsync(Poll, TestContext.Current.CancellationToken);
        Advance(0.9);
        Assert.False(waiting.IsCompleted);
        await EndsAsync(waiting);
    }

    [Fact]
    public async Task Work_goes_on_at_once_while_nothing_comes_in()
    {
        using var lull = new Lull(_time);
        lull.Stored();
        Advance(1);
        await lull.WaitAsync(Poll, TestContext.Current.CancellationToken);

        Assert.True(lull.RestAsync(TimeSpan.FromSeconds(0.1), TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task Work_that_has_begun_makes_way_for_documents_that_come_in()
    {
        using var lull = new Lull(_time);
        lull.Stored();
        Advance(1);
        await lull.WaitAsync(Poll, TestContext.Current.CancellationToken);
        lull.Stored();

        var resting = lull.RestAsync(TimeSpan.FromSeconds(0.1), TestContext.Current.CancellationToken);
        Advance(0.9);
        Assert.False(resting.IsCompleted);
        await EndsAsync(resting);
    }

    [Fact]
    public async Task Where_documents_come_in_without_end_work_begins_after_twenty_seconds_and_takes_a_quarter_of_the_time()
    {
        using var lull = new Lull(_time);
        lull.Stored();
        var waiting = lull.WaitAsync(Poll, TestContext.Current.CancellationToken);
        for (var half = 0; half < 39; half++)
        {
            Advance(0.5);
            lull.Stored();
            Assert.False(waiting.IsCompleted);
        }

        await EndsAsync(waiting);

        lull.Stored();
        var resting = lull.RestAsync(TimeSpan.FromSeconds(0.1), TestContext.Current.CancellationToken);
        Advance(0.25);
        Assert.False(resting.IsCompleted);
        await EndsAsync(resting);
    }

    /// <summary>Lets time go by until it ends, ten seconds at most.</summary>
    private async Task EndsAsync(Task task)
    {
        for (var step = 0; !task.IsCompleted; step++)
        {
            Assert.True(step < 1000);
            Advance(0.01);
            await Task.Yield();
        }

        await task;
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
