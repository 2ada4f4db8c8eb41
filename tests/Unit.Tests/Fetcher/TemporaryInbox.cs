using Platform.Contracts;
using Platform.Fetcher;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>A watched folder of its own on the real file system, with names as bytes.</summary>
internal sealed class TemporaryInbox : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inbox-");

    public TemporaryInbox()
    {
        Settings = new FolderSettings { Name = "inbox", Root = Path.Combine(_folder.FullName, "inbox") };
        Watched = new WatchedFolder(Settings, TimeProvider.System, Bell);
        Watched.Prepare();
        Claims = new Claims(Settings);
        Filing = new Filing(Settings, Claims, TimeProvider.System);
    }

    /// <summary>One whose settle and grace time are an hour, so whatever is taken was told by an event.</summary>
    public static TemporaryInbox OfEvents()
    {
        var inbox = new TemporaryInbox();
        (inbox.Settings.SettleTime, inbox.Settings.GraceTime) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        return inbox;
    }

    public FolderSettings Settings { get; }

    public Doorbell Bell { get; } = new();

    public WatchedFolder Watched { get; }

    public Claims Claims { get; }

    public Filing Filing { get; }

    public string Outside => _folder.FullName;

    public static RawPath Raw(string name) => RawPath.Of(name);

    /// <summary>Writes a file under raw bytes, with the folders it lies in.</summary>
    public RawPath Drop(RawPath path, string content = "content")
    {
        for (var (parts, number) = (path.Characters.Split('/'), 1); number < parts.Length; number++)
        {
            _ = Posix.MakeFolder(At(path.Take(string.Join('/', parts[..number]).Length)));
        }

        Posix.WriteFile(At(path), System.Text.Encoding.UTF8.GetBytes(content));
        return path;
    }

    public RawPath Drop(string name, string content = "content") => Drop(Raw(name), content);

    public ArrivalRow Claim(RawPath path)
    {
        var row = Row(path);
        Xunit.Assert.Equal(0, Claims.GoOn(row));
        return row;
    }

    public static ArrivalRow Row(RawPath path) => new()
    {
        Id = Guid.CreateVersion7(),
        Source = "inbox",
        BatchId = Guid.CreateVersion7(),
        Name = path.ToString(),
        Path = path.Bytes,
        State = ArrivalRow.Waiting,
        ObservedAt = DateTimeOffset.UnixEpoch,
    };

    public async Task ListenAsync() => await Watched.ListenAsync(Xunit.TestContext.Current.CancellationToken);

    public async Task<List<string>> TakenAsync(int count)
    {
        var taken = new List<string>();
        await UntilAsync(() => taken.AddRange(Watched.Take(Lanes.Prompt, 100).Select(item => item.Path.Characters)), () => taken.Count >= count);
        return taken;
    }

    /// <summary>Follows the doorbell until enough has come; the test's own time limit ends it where nothing does.</summary>
    public async Task UntilAsync(Action act, Func<bool>? enough = null)
    {
        for (var round = 0; round < 100; round++)
        {
            Watched.TakeHints();
            act();
            if (enough is null || enough())
            {
                return;
            }

            await Bell.WaitAsync(TimeSpan.FromMilliseconds(100), Xunit.TestContext.Current.CancellationToken);
        }
    }

    public byte[] At(RawPath path) => Watched.At(path);

    public bool Has(RawPath path) => Posix.Look(At(path)) is not null;

    public bool Has(string path) => Has(Raw(path));

    /// <summary>Reads a file by its raw name; null where there is none.</summary>
    public string? Read(RawPath path)
    {
        using var file = Posix.OpenFile(At(path), out _);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    public string? Read(string path) => Read(Raw(path));

    public void Dispose()
    {
        Watched.Dispose();
        Bell.Dispose();
        using var remove = System.Diagnostics.Process.Start("rm", ["-rf", "--", _folder.FullName]); // .NET cannot delete names that are no text
        remove.WaitForExit();
    }
}

/// <summary>
/// Tests in this collection run one after the other: they start processes to clean up, and a process that is just being started holds for a moment all files open that
/// its parent has open, so that a file counts as being written when its test has closed it already.
/// </summary>
[Xunit.CollectionDefinition(Name)]
public sealed class OnFolders
{
    public const string Name = "folders";
}
