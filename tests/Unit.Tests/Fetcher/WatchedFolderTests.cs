using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>The real kernel on a real folder: when a file is taken, and in which lane.</summary>
[Collection(OnFolders.Name)]
public sealed class WatchedFolderTests : IDisposable
{
    private readonly TemporaryInbox _inbox = TemporaryInbox.OfEvents();

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public async Task The_probe_tells_that_events_arrive_and_leaves_nothing_behind()
    {
        await _inbox.ListenAsync();

        Assert.True(_inbox.Watched.HintsArrive);
        Assert.Equal(FolderScan.OurFolders.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(_inbox.Settings.Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("two\nlines.txt")]
    [InlineData("..%2Fescape.txt")]
    public async Task A_closed_file_is_settled_at_once(string name)
    {
        await _inbox.ListenAsync();

        _inbox.Drop(name);

        Assert.Equal([name], await _inbox.TakenAsync(1));
    }

    [Fact]
    public async Task A_file_that_is_still_open_is_not_settled_until_it_is_closed()
    {
        await _inbox.ListenAsync();
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "open.txt")))
        {
            await open.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
            _inbox.Drop("closed.txt");
            Assert.Equal(["closed.txt"], await _inbox.TakenAsync(1));
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        Assert.Equal(["open.txt"], await _inbox.TakenAsync(1));
    }

    [Fact]
    public async Task A_folder_moved_in_is_taken_whole_however_old_its_files_are()
    {
        await _inbox.ListenAsync();
        var outside = Directory.CreateDirectory(Path.Combine(_inbox.Outside, "outside", "deep", "deeper"));
        for (var number = 0; number < 10; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, $"{number}.txt"), "old", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(Path.Combine(outside.FullName, $"{number}.txt"), DateTime.UnixEpoch);
        }

        Directory.Move(Path.Combine(_inbox.Outside, "outside"), Path.Combine(_inbox.Settings.Root, "moved in"));

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"moved in/deep/deeper/{number}.txt"), (await _inbox.TakenAsync(10)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_in_a_folder_made_before_is_told_too()
    {
        await _inbox.ListenAsync();
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "week", "day"));
        await _inbox.UntilAsync(() => _inbox.Watched.Scan());

        _inbox.Drop("week/day/a.txt");

        Assert.Equal(["week/day/a.txt"], await _inbox.TakenAsync(1));
    }

    [Fact]
    public void What_is_taken_is_not_found_again_until_it_was_moved_away()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        var path = _inbox.Drop("stuck.txt");
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();
        Assert.Single(_inbox.Watched.Take(Lanes.Prompt, 10));
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();
        Assert.Equal((0, 0), (_inbox.Watched.Ready, _inbox.Watched.Take(Lanes.Prompt, 10).Count));

        _inbox.Watched.Release(path);
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Single(_inbox.Watched.Take(Lanes.Prompt, 10));
    }

    [Fact]
    public void A_backlog_goes_into_a_lane_of_its_own_and_a_single_drop_passes_it()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        for (var number = 0; number < 300; number++)
        {
            _inbox.Drop($"archive/{number}.txt");
        }

        _inbox.Drop("single.txt");
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        var prompt = _inbox.Watched.Take(Lanes.Prompt, 1000).ConvertAll(item => item.Path.ToString());
        Assert.Contains("single.txt", prompt);
        Assert.Equal(101, prompt.Count);
        Assert.Equal(200, _inbox.Watched.Take(Lanes.Bulk, 1000).Count);
        Assert.Equal(0, _inbox.Watched.Ready);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("")]
    public async Task A_writer_that_pauses_is_waited_for_also_where_no_event_tells_when_it_is_done(string written)
    {
        _inbox.Settings.SettleTime = _inbox.Settings.GraceTime = TimeSpan.Zero;
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "paused.txt")))
        {
            await open.WriteAsync(Encoding.UTF8.GetBytes(written), TestContext.Current.CancellationToken);
            await open.FlushAsync(TestContext.Current.CancellationToken);
            _inbox.Watched.Scan();
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        _inbox.Watched.Scan();

        Assert.Equal(["paused.txt"], _inbox.Watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
    }

    [Fact]
    public void A_folder_that_is_missing_is_made_and_one_that_cannot_be_says_so()
    {
        Assert.Null(_inbox.Watched.Problem);
        var nowhere = new WatchedFolder(new FolderSettings { Name = "inbox", Root = Path.Combine(_inbox.Outside, "no", "such", "parent") }, TimeProvider.System, _inbox.Bell);

        Assert.False(nowhere.Prepare());
        Assert.StartsWith("The watched folder ", nowhere.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_itself_a_link_is_followed()
    {
        Directory.CreateDirectory(Path.Combine(_inbox.Outside, "real"));
        File.CreateSymbolicLink(Path.Combine(_inbox.Outside, "linked"), Path.Combine(_inbox.Outside, "real"));
        using var linked = new WatchedFolder(new FolderSettings { Name = "inbox", Root = Path.Combine(_inbox.Outside, "linked") + "/" }, TimeProvider.System, _inbox.Bell);

        Assert.True(linked.Prepare());
        await linked.ListenAsync(TestContext.Current.CancellationToken);

        Assert.True(linked.HintsArrive);
        Assert.True(Directory.Exists(Path.Combine(_inbox.Outside, "real", "done")));
    }
}
