using Platform.Fetcher.Batches;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class OpenBatchesTests
{
    private readonly ManualTime _time = new();
    private readonly OpenBatches _batches;

    public OpenBatchesTests() => _batches = new OpenBatches(TimeSpan.FromSeconds(10), _time);

    [Fact]
    public void All_below_one_dropped_folder_is_one_batch_and_another_folder_is_another()
    {
        var week = Join("week/monday/a.txt");

        Assert.Same(week, Join("week/b.txt"));
        Assert.NotSame(week, Join("month/a.txt"));
        Assert.Equal((BatchKinds.Folder, "week", 2), (week.Kind, week.Folder.ToString(), week.Queued));
    }

    [Fact]
    public void Single_drops_are_one_batch_while_each_comes_soon_after_the_other()
    {
        var first = Taken("a.txt");
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Same(first, Taken("b.txt"));
        _time.Advance(TimeSpan.FromSeconds(2));

        var second = Taken("c.txt");

        Assert.NotSame(first, second);
        Assert.Equal([first], _batches.Close(_ => false));
    }

    [Fact]
    public void Single_drops_that_never_pause_make_a_batch_each_minute()
    {
        var batches = new HashSet<OpenBatch>();
        for (var second = 0; second < 150; second++)
        {
            batches.Add(Taken("a.txt"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, batches.Count);
    }

    [Fact]
    public void What_a_scan_finds_is_no_batch_with_what_an_event_names() => Assert.NotSame(Join("a.txt", hinted: false), Join("b.txt"));

    [Fact]
    public void A_folder_stays_open_while_documents_come_queue_or_are_unfinished_in_it()
    {
        var week = Join("week/a.txt");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(_batches.Close(_ => false));

        week.Queued--;
        Assert.Empty(_batches.Close(folder => folder == RawPath.Of("week")));
        Assert.Same(week, Taken("week/b.txt"));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(_batches.Close(_ => false));
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal([week], _batches.Close(_ => false));
        Assert.NotSame(week, Join("week/late.txt"));
    }

    [Fact]
    public void Batches_of_an_earlier_run_go_on_or_close()
    {
        var (folder, interval) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        _batches.Restore([(folder, BatchKinds.Folder, RawPath.Of("week"), DateTimeOffset.UnixEpoch), (interval, BatchKinds.Interval, RawPath.Root, DateTimeOffset.UnixEpoch)]);
        _batches.Restore([(folder, BatchKinds.Folder, RawPath.Of("week"), DateTimeOffset.UnixEpoch)]);

        Assert.Equal(folder, Taken("week/b.txt").Id);
        Assert.Equal([interval], _batches.Close(_ => false).Select(batch => batch.Id));
    }

    private OpenBatch Join(string path, bool hinted = true) => _batches.Join(RawPath.Of(path), hinted);

    private OpenBatch Taken(string path)
    {
        var batch = Join(path);
        batch.Queued--;
        return batch;
    }
}
