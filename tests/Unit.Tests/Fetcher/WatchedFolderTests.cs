using Platform.Contracts;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>The real kernel on a real folder. Settle and grace time are an hour here, so whatever is taken was told by an event.</summary>
[Collection(OnFolders.Name)]
public sealed class WatchedFolderTests : IDisposable
{
    private readonly TemporaryInbox _inbox = new();

    public WatchedFolderTests()
    {
        _inbox.Settings.SettleTime = TimeSpan.FromHours(1);
        _inbox.Settings.GraceTime = TimeSpan.FromHours(1);
    }

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public async Task The_probe_tells_that_events_arrive_and_leaves_nothing_behind()
    {
        await ListenAsync();

        Assert.True(_inbox.Watched.HintsArrive);
        Assert.Equal(FolderScan.OurFolders.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(_inbox.Settings.Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("two\nlines.txt")]
    [InlineData("..%2Fescape.txt")]
    public async Task A_closed_file_is_settled_at_once(string name)
    {
        await ListenAsync();

        _inbox.Drop(name);

        Assert.Equal([name], await TakenAsync(1));
    }

    [Fact]
    public async Task A_file_that_is_still_open_is_not_settled_until_it_is_closed()
    {
        await ListenAsync();
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "open.txt")))
        {
            await open.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
            _inbox.Drop("closed.txt");
            Assert.Equal(["closed.txt"], await TakenAsync(1));
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        Assert.Equal(["open.txt"], await TakenAsync(1));
    }

    [Fact]
    public async Task A_folder_moved_in_is_taken_whole_however_old_its_files_are()
    {
        await ListenAsync();
        var outside = Directory.CreateDirectory(Path.Combine(_inbox.Outside, "outside", "deep", "deeper"));
        for (var number = 0; number < 10; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, $"{number}.txt"), "old", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(Path.Combine(outside.FullName, $"{number}.txt"), DateTime.UnixEpoch);
        }

        Directory.Move(Path.Combine(_inbox.Outside, "outside"), Path.Combine(_inbox.Settings.Root, "moved in"));

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"moved in/deep/deeper/{number}.txt"), (await TakenAsync(10)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_in_a_folder_made_before_is_told_too()
    {
        await ListenAsync();
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "week", "day"));
        await UntilAsync(() => _inbox.Watched.Scan());

        _inbox.Drop("week/day/a.txt");

        Assert.Equal(["week/day/a.txt"], await TakenAsync(1));
    }

    [Fact]
    public void Junk_and_our_own_folders_are_left_alone()
    {
        string[] junk =
        [
            ".hidden.txt", "~$letter.docx", "film.part", "half.crdownload", "scratch.tmp", "Thumbs.db", ".DS_Store", "@eaDir/a.txt", ".git/config",
            "done/a.txt", "duplicate/a.txt", "failed/a.txt", ".processing/a.txt",
        ];
        foreach (var name in junk)
        {
            _inbox.Drop(name);
        }

        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Drop("week/done/a.txt");
        _inbox.Drop("...txt");
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Equal(["...txt", "week/done/a.txt"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_link_is_listed_and_never_entered()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        Directory.CreateDirectory(Path.Combine(_inbox.Outside, "elsewhere"));
        File.WriteAllText(Path.Combine(_inbox.Outside, "elsewhere", "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(_inbox.Settings.Root, "link"), Path.Combine(_inbox.Outside, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_inbox.Settings.Root, "loop"), _inbox.Settings.Root);

        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Equal(["link", "loop"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_are_entered_to_a_bounded_depth()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Drop(string.Concat(Enumerable.Repeat("d/", FolderScan.Deepest)) + "in.txt");
        _inbox.Drop(string.Concat(Enumerable.Repeat("d/", FolderScan.Deepest + 1)) + "out.txt");

        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.EndsWith("in.txt", Assert.Single(_inbox.Watched.Take(Lanes.Prompt, 100)).Path.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Globs_choose_without_regard_to_case_and_tags_come_from_folders()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        var settings = new FolderSettings { Name = "inbox", Root = _inbox.Settings.Root, SettleTime = TimeSpan.Zero, FolderTags = true };
        settings.Include.Add("**/*.html");
        settings.Exclude.Add("drafts/**");
        settings.Tags.Add("press");
        using var watched = new WatchedFolder(settings, TimeProvider.System, _inbox.Bell);
        foreach (var name in new[] { "a.HTML", "b.txt", "week/day/c.html", "drafts/d.html" })
        {
            _inbox.Drop(name);
        }

        watched.Scan();
        watched.Scan();

        var taken = watched.Take(Lanes.Prompt, 100).Select(item => item.Path).OrderBy(path => path.Characters, StringComparer.Ordinal).ToList();
        Assert.Equal(["a.HTML", "week/day/c.html"], taken.Select(path => path.ToString()));
        Assert.Equal(["press"], watched.TagsOf(taken[0], []));
        Assert.Equal(["press", "week", "day"], watched.TagsOf(taken[1], []));
        Assert.Equal(["press", "trade", "week", "day"], watched.TagsOf(taken[1], ["trade", "press"]));
    }

    [Fact]
    public async Task A_folder_that_is_not_recursive_enters_none()
    {
        var settings = new FolderSettings { Name = "inbox", Root = _inbox.Settings.Root, SettleTime = TimeSpan.Zero, Recursive = false };
        using var watched = new WatchedFolder(settings, TimeProvider.System, _inbox.Bell);
        await watched.ListenAsync(TestContext.Current.CancellationToken);
        _inbox.Drop("top.txt");
        _inbox.Drop("week/below.txt");

        watched.TakeHints();
        watched.Scan();
        watched.Scan();

        Assert.Equal(["top.txt"], watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()));
    }

    [Fact]
    public void A_minimum_age_counts_from_the_modification_or_from_the_first_look()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Settings.MinAge = TimeSpan.FromHours(1);
        _inbox.Drop("old.txt");
        File.SetLastWriteTimeUtc(Path.Combine(_inbox.Settings.Root, "old.txt"), DateTime.UnixEpoch);
        _inbox.Drop("young.txt");
        _inbox.Drop("of-tomorrow.txt");
        File.SetLastWriteTimeUtc(Path.Combine(_inbox.Settings.Root, "of-tomorrow.txt"), new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();
        Assert.Equal(["old.txt"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()));

        _inbox.Settings.MinAge = TimeSpan.FromTicks(1);
        _inbox.Watched.Scan();

        Assert.Equal(["of-tomorrow.txt", "young.txt"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_receipt_of_ours_is_no_document_and_a_file_that_is_only_named_like_one_is()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Drop("week.receipt.csv", ReceiptLine.CsvHeader + "a.txt,1,,stored,,,\r\n");
        _inbox.Drop("week.receipt (2).csv", ReceiptLine.CsvHeader);
        _inbox.Drop("till.receipt.csv", "milk,2\n");

        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Equal(["till.receipt.csv"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()));
    }

    [Fact]
    public async Task A_document_goes_when_its_side_car_is_complete_and_the_side_car_is_none()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "a.txt.meta.yml")))
        {
            _inbox.Drop("a.txt");
            await open.WriteAsync("title: Half"u8.ToArray(), TestContext.Current.CancellationToken);
            await open.FlushAsync(TestContext.Current.CancellationToken);
            _inbox.Watched.Scan();
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Equal(["a.txt"], _inbox.Watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_goes_with_the_side_car_that_lies_beside_it_whoever_told_of_it(bool byEvents)
    {
        if (byEvents)
        {
            await ListenAsync();
        }
        else
        {
            _inbox.Settings.SettleTime = TimeSpan.Zero;
        }

        _inbox.Drop("with.txt.meta.yaml", "title: With");
        _inbox.Drop("with.txt");
        _inbox.Drop("alone.txt");
        var taken = new List<ReadyItem>();
        await UntilAsync(
            () =>
            {
                if (!byEvents)
                {
                    _inbox.Watched.Scan();
                }

                taken.AddRange(_inbox.Watched.Take(Lanes.Prompt, 100));
            },
            () => taken.Count == 2);

        Assert.Equal(["alone.txt ", "with.txt .meta.yaml"], taken.Select(item => $"{item.Path} {item.SideCar}").Order(StringComparer.Ordinal));
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
    public async Task A_document_waits_for_a_side_car_that_comes_after_it_where_the_source_says_so()
    {
        _inbox.Settings.SideCarWait = TimeSpan.FromHours(1);
        await ListenAsync();
        _inbox.Drop("a.txt");
        _inbox.Watched.TakeHints();
        _inbox.Watched.Scan();
        Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));

        _inbox.Drop("a.txt.meta.json", "{}");

        Assert.Equal(["a.txt"], await TakenAsync(1));
    }

    [Fact]
    public void A_side_car_without_its_document_waits_for_its_grace_and_is_then_taken_alone_where_its_document_would_be()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Settings.Include.Add("**/*.txt");
        using var watched = new WatchedFolder(_inbox.Settings, TimeProvider.System, _inbox.Bell);
        _inbox.Drop("late.txt.meta.json", "{}");
        _inbox.Drop("late.html.meta.json", "{}");
        watched.Scan();
        watched.Scan();
        Assert.Empty(watched.Take(Lanes.Prompt, 10));

        _inbox.Settings.GraceTime = TimeSpan.Zero;
        watched.Scan();

        Assert.Equal(["late.txt.meta.json"], watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
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

    [Fact]
    public async Task A_writer_that_pauses_is_waited_for_also_where_no_event_tells_when_it_is_done()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "paused.txt")))
        {
            await open.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
            await open.FlushAsync(TestContext.Current.CancellationToken);
            _inbox.Watched.Scan();
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        _inbox.Watched.Scan();

        Assert.Equal(["paused.txt"], _inbox.Watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
    }

    [Fact]
    public void Empty_files_wait_for_their_grace_and_empty_folders_only_when_named_like_documents()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Drop("empty.txt", "");
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "report.html"));
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "folder"));
        _inbox.Watched.Scan();
        _inbox.Watched.Scan();
        Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 100));

        _inbox.Settings.GraceTime = TimeSpan.Zero;
        _inbox.Watched.Scan();

        Assert.Equal(["empty.txt", "report.html"], _inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.ToString()).Order(StringComparer.Ordinal));
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

    private async Task ListenAsync() => await _inbox.Watched.ListenAsync(TestContext.Current.CancellationToken);

    private async Task<List<string>> TakenAsync(int count)
    {
        var taken = new List<string>();
        await UntilAsync(() => taken.AddRange(_inbox.Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.Characters)), () => taken.Count >= count);
        return taken;
    }

    /// <summary>Follows the doorbell until enough has come; the test's own time limit ends it where nothing does.</summary>
    private async Task UntilAsync(Action act, Func<bool>? enough = null)
    {
        for (var round = 0; round < 100; round++)
        {
            _inbox.Watched.TakeHints();
            act();
            if (enough is null || enough())
            {
                return;
            }

            await _inbox.Bell.WaitAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }
}
