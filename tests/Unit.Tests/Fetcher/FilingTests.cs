using FsCheck.Xunit;
using Platform.Contracts;
using Platform.Fetcher;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

[Collection(OnFolders.Name)]
public sealed class FilingTests : IDisposable
{
    private static readonly Reason Why = new() { Code = "no_text", Message = "The document holds no text; drop one that does.", Stage = "parser" };
    private readonly TemporaryInbox _inbox = new();

    public static TheoryData<string> OddNames => new(
        "plain.txt", "two\nlines.txt", "quo\"te's `$(id)` & <b>.txt", "..%2F..%2Fescape.txt", ".. .. ;rm -rf.txt", "-rf", "no ending", "*?[a].txt", "\u0001\u007f.txt",
        "caf\xe9.txt", "\xff\xfe\x80", "week 1/day 2/minutes.txt", new string('n', 255), new string('n', 251) + ".txt");

    public void Dispose() => _inbox.Dispose();

    [Theory]
    [MemberData(nameof(OddNames))]
    public void An_odd_name_comes_through_claim_and_filing_byte_for_byte(string name)
    {
        var path = _inbox.Drop(Bytes(name), "bytes");
        var row = _inbox.Claim(path);
        Assert.False(_inbox.Has(path));

        Assert.Null(_inbox.Filing.File(row, Outcomes.Stored, reason: null));

        Assert.Equal("bytes", _inbox.Read(RawPath.Of("done").Join(path)));
        Assert.Empty(_inbox.Claims.All());
    }

    [Property(MaxTest = 200)]
    public void Any_name_that_a_file_system_takes_comes_through(byte[] bytes)
    {
        byte[] name = [(byte)'x', .. bytes.Where(value => value is not 0 and not (byte)'/').Take(254)];
        var path = _inbox.Drop(RawPath.Of(name));
        var row = _inbox.Claim(path);

        Assert.Null(_inbox.Filing.File(row, Outcomes.Rejected, Why));

        Assert.Contains(Posix.Names(_inbox.At(RawPath.Of("failed")))!, found => found == path);
        using var gone = System.Diagnostics.Process.Start("find", [_inbox.Settings.Root + "/failed", "-mindepth", "1", "-delete"]);
        gone.WaitForExit();
    }

    [Fact]
    public void Names_that_collide_are_kept_apart_and_never_overwritten()
    {
        for (var number = 1; number <= 3; number++)
        {
            File("a.txt", Outcomes.Stored, $"content {number}");
        }

        Assert.Equal(["content 1", "content 2", "content 3"], new[] { "done/a.txt", "done/a (2).txt", "done/a (3).txt" }.Select(_inbox.Read));
    }

    [Fact]
    public void Long_names_that_collide_are_cut_to_fit()
    {
        var name = new string('n', 251) + ".txt";
        File(name, Outcomes.Stored, "first");
        File(name, Outcomes.Stored, "second");

        Assert.Equal("second", _inbox.Read("done/" + new string('n', 247) + " (2).txt"));
    }

    [Fact]
    public void A_failed_file_has_a_note_with_the_sentence_word_for_word()
    {
        var row = File("week 1/a.txt", Outcomes.Rejected);

        var note = _inbox.Read("failed/week 1/a.txt.reason.txt")!;
        Assert.Contains(Why.Message, note, StringComparison.Ordinal);
        Assert.Contains(row.Id.ToString(), note, StringComparison.Ordinal);
        Assert.Equal("content", _inbox.Read("failed/week 1/a.txt"));
    }

    [Fact]
    public void A_note_is_kept_apart_with_its_file()
    {
        File("a.txt", Outcomes.Rejected, "first");
        File("a.txt", Outcomes.Failed, "second");

        Assert.Equal("second", _inbox.Read("failed/a (2).txt"));
        Assert.NotNull(_inbox.Read("failed/a (2).txt.reason.txt"));
    }

    [Fact]
    public void A_note_left_by_a_kill_is_used_again()
    {
        File("a.txt", Outcomes.Rejected);
        System.IO.File.Delete(Path.Combine(_inbox.Settings.Root, "failed", "a.txt"));

        File("a.txt", Outcomes.Rejected, "again");

        Assert.Equal("again", _inbox.Read("failed/a.txt"));
    }

    [Fact]
    public void A_document_named_like_a_note_is_never_written_over()
    {
        File("a.txt.reason.txt", Outcomes.Rejected, "a document");
        File("a.txt", Outcomes.Rejected, "another");

        Assert.Equal("a document", _inbox.Read("failed/a.txt.reason.txt"));
        Assert.Equal("another", _inbox.Read("failed/a (2).txt"));
    }

    [Fact]
    public void Long_names_whose_notes_would_have_one_name_keep_their_notes()
    {
        var (one, other) = (new string('n', 254) + "1", new string('n', 254) + "2");
        File(one, Outcomes.Rejected);
        File(other, Outcomes.Rejected);

        var names = Posix.Names(_inbox.At(RawPath.Of("failed")))!;
        Assert.Equal(2, names.Count(name => name.Characters.EndsWith(".reason.txt", StringComparison.Ordinal)));
        Assert.Equal(4, names.Count);
    }

    [Fact]
    public void Filing_again_does_nothing()
    {
        var row = File("a.txt", Outcomes.Rejected);

        Assert.Null(_inbox.Filing.File(row, Outcomes.Rejected, Why));

        Assert.Equal(2, Posix.Names(_inbox.At(RawPath.Of("failed")))!.Count);
    }

    [Fact]
    public void A_claim_is_known_by_its_id_and_goes_back_under_its_name()
    {
        var row = _inbox.Claim(_inbox.Drop("caf\xe9.txt"));

        var (id, claim) = Assert.Single(_inbox.Claims.All());
        Assert.Equal(row.Id, id);
        Assert.Null(_inbox.Filing.PutBack(claim, claim.Name.Skip(37)));
        Assert.True(_inbox.Has("caf\xe9.txt"));
    }

    [Theory]
    [InlineData(Outcomes.Stored, "done/week/a.txt", "done/week/a.txt.meta.yml")]
    [InlineData(Outcomes.Duplicate, "duplicate/week/a.txt", "duplicate/week/a.txt.meta.yml")]
    [InlineData(Outcomes.Failed, "failed/week/a.txt", "failed/week/a.txt.meta.yml")]
    public void A_side_car_goes_with_its_document(string outcome, string document, string sideCar)
    {
        _inbox.Drop("week/a.txt.meta.yml", "title: A");
        var row = _inbox.Claim(_inbox.Drop("week/a.txt"));
        Assert.False(_inbox.Has("week/a.txt.meta.yml"));
        Assert.All(_inbox.Claims.All(), claim => Assert.Equal(row.Id, claim.Id));

        Assert.Null(_inbox.Filing.File(row, outcome, outcome is Outcomes.Failed ? Why : null));

        Assert.Equal(("content", "title: A"), (_inbox.Read(document), _inbox.Read(sideCar)));
        Assert.Empty(_inbox.Claims.All());
    }

    [Fact]
    public void A_side_car_lies_beside_the_name_that_its_document_was_given_and_is_claimed_again_with_it()
    {
        File("a.txt", Outcomes.Failed, "first");
        _inbox.Drop("a.txt.meta.json", "{}");
        var row = File("a.txt", Outcomes.Failed, "second");
        Assert.Equal("{}", _inbox.Read("failed/a (2).txt.meta.json"));

        Assert.True(_inbox.Filing.ClaimFailed(row));

        Assert.False(_inbox.Has("failed/a (2).txt.meta.json"));
        Assert.Null(_inbox.Filing.PutBack(row));
        Assert.Equal(("second", "{}"), (_inbox.Read("a.txt"), _inbox.Read("a.txt.meta.json")));
    }

    [Fact]
    public void A_claim_and_a_filing_that_were_cut_off_between_the_two_go_on()
    {
        _inbox.Drop("a.txt.meta.json", "of the first");
        var row = _inbox.Claim(_inbox.Drop("a.txt"));
        System.IO.File.Move(Path.Combine(_inbox.Settings.Root, Claims.Of(row).Characters), Path.Combine(_inbox.Settings.Root, "a.txt"));
        _inbox.Drop("a.txt.meta.json", "of another");
        Assert.Equal(0, _inbox.Claims.GoOn(row));
        Assert.Equal("of another", _inbox.Read("a.txt.meta.json"));
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "done"));
        System.IO.File.Move(Path.Combine(_inbox.Settings.Root, Claims.Of(row).Characters), Path.Combine(_inbox.Settings.Root, "done", "a.txt"));

        Assert.Null(_inbox.Filing.File(row, Outcomes.Stored, reason: null));

        Assert.Equal("of the first", _inbox.Read("done/a.txt.meta.json"));
        Assert.Empty(_inbox.Claims.All());
    }

    [Fact]
    public void What_was_found_with_its_side_car_is_claimed_with_it_and_what_was_found_alone_is_claimed_alone()
    {
        _inbox.Drop("a.txt.meta.yml", "title: A");
        _inbox.Drop("b.txt.meta.yml", "title: B, that came after b.txt was found");
        var (with, alone) = (TemporaryInbox.Row(_inbox.Drop("a.txt")), TemporaryInbox.Row(_inbox.Drop("b.txt")));

        Assert.Equal(0, _inbox.Claims.Take(with, RawPath.Of(".meta.yml")));
        Assert.Equal(0, _inbox.Claims.Take(alone, sideCar: null));

        Assert.NotNull(_inbox.Claims.SideCarOf(with));
        Assert.Null(_inbox.Claims.SideCarOf(alone));
        Assert.True(_inbox.Has("b.txt.meta.yml"));
    }

    [Fact]
    public void A_file_that_changed_after_it_was_read_goes_back_where_it_came_from()
    {
        var row = _inbox.Claim(_inbox.Drop("a.txt", "content"));
        var state = _inbox.Claims.Look(row)!.Value;
        (row.ContentHash, row.Size, row.ModifiedNs) = (new string('0', 64), state.Size - 1, state.ModifiedNs);

        Assert.Null(_inbox.Filing.FileUnchanged(row, Outcomes.Stored, reason: null, out var changed));

        Assert.True(changed);
        Assert.Equal("content", _inbox.Read("a.txt"));
    }

    [Fact]
    public void A_link_a_pipe_and_a_folder_are_filed_as_what_they_are()
    {
        System.IO.File.CreateSymbolicLink(Path.Combine(_inbox.Settings.Root, "link.txt"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(_inbox.Settings.Root, "folder.html"));
        using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_inbox.Settings.Root, "pipe.txt")]);
        made.WaitForExit();
        foreach (var (name, kind) in new[] { ("link.txt", ItemKind.Link), ("folder.html", ItemKind.Folder), ("pipe.txt", ItemKind.Special) })
        {
            Assert.Null(_inbox.Filing.File(_inbox.Claim(RawPath.Of(name)), Outcomes.Rejected, Why));

            Assert.Equal(kind, Posix.Look(_inbox.At(RawPath.Of("failed/" + name)))!.Value.Kind);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_moved_says_why_and_stays()
    {
        System.IO.File.WriteAllText(Path.Combine(_inbox.Settings.Root, "done", "week"), "a file where a folder is needed");
        var row = _inbox.Claim(_inbox.Drop("week/a.txt"));

        var problem = _inbox.Filing.File(row, Outcomes.Stored, reason: null);

        Assert.Equal("The rename failed: Not a directory.", problem);
        Assert.NotNull(_inbox.Claims.Look(row));
    }

    private static RawPath Bytes(string name) => RawPath.Of(name.Select(character => (byte)character).ToArray());

    private ArrivalRow File(string name, string outcome, string content = "content")
    {
        var row = _inbox.Claim(_inbox.Drop(name, content));
        Assert.Null(_inbox.Filing.File(row, outcome, outcome is Outcomes.Stored ? null : Why));
        return row;
    }
}
