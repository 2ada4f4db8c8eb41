using FsCheck;
using FsCheck.Fluent;
using Platform.Fetcher.Sources;
using Platform.Fetcher.Sources.Mirrors;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>The listing of a mirrored folder on the real file system.</summary>
[Collection(OnFolders.Name)]
public sealed class TreeWalkTests : IDisposable
{
    // Letters around the slash, and bytes that are no text: where a folder stands among files is decided by them.
    private static readonly byte[] Letters = "a-.0~ "u8.ToArray();

    private readonly TemporaryInbox _folder = new();

    public TreeWalkTests()
    {
        foreach (var ours in FolderScan.OurFolders)
        {
            Directory.Delete(Path.Combine(_folder.Settings.Root, ours));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_tree_is_listed_whole_and_in_the_order_of_the_bytes_of_its_paths()
    {
        var number = 0;
        var name = Gen.NonEmptyListOf(Gen.Elements(Letters.Append((byte)0xff).ToArray())).Select(bytes => "n" + RawPath.Of(bytes.Take(3).ToArray()).Characters);
        var path = Gen.NonEmptyListOf(name).Select(parts => string.Join('/', parts.Take(3)));
        Prop.ForAll(Gen.ListOf(path).ToArbitrary(), paths =>
        {
            var root = RawPath.Of($"tree{number++}");
            _ = Posix.MakeFolder(_folder.At(root));
            foreach (var text in paths)
            {
                var file = root.Join(RawPath.Of(System.Text.Encoding.Latin1.GetBytes(text)));
                var taken = file.Folder;
                while (taken.Depth > 1 && Posix.Look(_folder.At(taken)) is null or { Kind: ItemKind.Folder })
                {
                    taken = taken.Folder;
                }

                if (taken == root && Posix.Look(_folder.At(file)) is null)
                {
                    _folder.Drop(file);
                }
            }

            var expected = new FolderScan(Path.Combine(_folder.Settings.Root, root.Characters)).List(RawPath.Root, _ => { }).Where(item => item.State.Kind == ItemKind.File)
                .Select(item => item.Path.Characters).Order(StringComparer.Ordinal);
            return expected.SequenceEqual(Listed(Path.Combine(_folder.Settings.Root, root.Characters)), StringComparer.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_side_car_stands_with_its_document_and_alone_where_there_is_none()
    {
        foreach (var name in new[] { "a.txt", "a.txt.bak", "a.txt.meta.yml", "a.txt.meta.json", "b.txt.meta.json", "c", "c.meta.json/x.txt" })
        {
            _folder.Drop(name);
        }

        using var walk = Walk(_folder.Settings.Root);
        var sideCars = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (walk.MoveNext())
        {
            sideCars.Add(RawPath.Of(walk.Path).ToString(), walk.SideCarNs is not null);
        }

        Assert.Equal(["a.txt", "a.txt.bak", "b.txt.meta.json", "c", "c.meta.json/x.txt"], sideCars.Keys);
        Assert.Equal(["a.txt"], sideCars.Where(pair => pair.Value).Select(pair => pair.Key));
    }

    [Fact]
    public void Links_are_listed_and_not_followed_and_what_programs_leave_is_left_out()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Settings.Root, "loop"), _folder.Settings.Root);
        foreach (var name in new[] { "real.txt", ".hidden/x.txt", "load.part", "~$note.docx", "done/taken.txt" })
        {
            _folder.Drop(name);
        }

        Assert.Equal(["done/taken.txt", "loop", "real.txt"], Listed(_folder.Settings.Root));
    }

    [Fact]
    public void Folders_that_lie_too_deep_or_are_closed_are_told_as_not_seen()
    {
        _folder.Drop("open/deeper/x.txt");
        _folder.Drop("closed/x.txt");
        _folder.Drop("y.txt");
        File.SetUnixFileMode(Path.Combine(_folder.Settings.Root, "closed"), UnixFileMode.None);
        try
        {
            using var walk = new TreeWalk(new FolderScan(_folder.Settings.Root).At(RawPath.Root), deepest: 1);
            var told = new List<string>();
            while (walk.MoveNext())
            {
                told.Add((walk.IsSeen ? "" : "not seen ") + RawPath.Of(walk.Path));
            }

            // Whoever may read everything, as root may, sees into the closed one too.
            var mayRead = Posix.MayRead(_folder.At(TemporaryInbox.Raw("closed")));
            Assert.Equal([mayRead ? "closed/x.txt" : "not seen closed/", "not seen open/deeper/", "y.txt"], told);
            Assert.Equal(mayRead ? (0, null) : (1, "closed/"), walk.Closed);
        }
        finally
        {
            File.SetUnixFileMode(Path.Combine(_folder.Settings.Root, "closed"), (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }

    private static TreeWalk Walk(string root) => new(new FolderScan(root).At(RawPath.Root), FolderScan.Deepest);

    private static List<string> Listed(string root)
    {
        using var walk = Walk(root);
        var paths = new List<string>();
        while (walk.MoveNext())
        {
            paths.Add(RawPath.Of(walk.Path).Characters);
        }

        return paths;
    }
}
