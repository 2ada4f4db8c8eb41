using Platform.Contracts;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>Which of the things in a watched folder are documents.</summary>
[Collection(OnFolders.Name)]
public sealed class ChosenFilesTests : IDisposable
{
    private readonly TemporaryInbox _inbox = TemporaryInbox.OfEvents();

    public void Dispose() => _inbox.Dispose();

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
}
