using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class WorkerTests(Servers servers)
{
    private const int Neighbours = 80;

    /// <summary>
    /// A named pipe stands where the content of one document would lie: whichever worker reads that document waits in it until this test opens the other end, and is killed -9 then.
    /// </summary>
    [Fact]
    public async Task A_document_that_takes_its_worker_with_it_is_rejected_and_its_neighbours_are_stored()
    {
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, Settings);
        var deadly = Corpus.Text(Neighbours);
        var hash = Corpus.Hash(deadly);
        var pipe = Path.Combine(platform.ContentRoot, hash[..2], hash);
        Directory.CreateDirectory(Path.GetDirectoryName(pipe)!);
        await Shell.RunAsync("mkfifo", [pipe]);

        for (var number = 0; number < Neighbours; number++)
        {
            await platform.Inbox.DropAsync($"bulletin-{number}.txt", Corpus.Text(number));
            if (number == Neighbours / 2)
            {
                await platform.Inbox.DropAsync("deadly.txt", deadly);
            }
        }

        await KillAsync(platform, pipe); // as it is read with others
        await KillAsync(platform, pipe); // as it is tried again alone

        var rejected = (await platform.Client.EventOfAsync("deadly.txt")).GetProperty("data").GetProperty("reason");
        Assert.Equal("parser_crashed", rejected.GetProperty("code").GetString());
        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: Neighbours + 1 });
        var books = await platform.Client.BooksAsync();
        Assert.Equal((Neighbours, 1, 0), (books.Stored, books.Rejected, books.Failed));
        await Invariants.HoldAsync(platform, Neighbours + 1);
    }

    // Nothing is published again meanwhile, so that the document is in one worker at a time.
    private static Dictionary<string, string> Settings { get; } = new(SharedPlatform.Quick, StringComparer.Ordinal)
    {
        ["Fetcher:Ledger__RedriveAfter"] = "00:10:00",
        ["Parser:Workers__Time"] = "00:10:00",
        ["Parser:Workers__Count"] = "2",
    };

    private static async Task KillAsync(RunningPlatform platform, string pipe)
    {
        await using var reached = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write)).WaitAsync(Wait.Bound);
        var worker = await Wait.ForAsync("a worker that reads the pipe", () => Task.FromResult(Readers(pipe, platform.Parser.Pid).FirstOrDefault()));
        await Shell.RunAsync("kill", ["-KILL", worker]);
    }

    // The workers that hold the pipe open.
    private static List<string> Readers(string pipe, int parser) => Directory.GetDirectories("/proc")
        .Where(process => Status(process).Contains($"\nPPid:\t{parser}\n", StringComparison.Ordinal))
        .Where(process => Directory.GetFiles(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget == pipe))
        .Select(process => Path.GetFileName(process))
        .ToList();

    private static string Status(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "status"));
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            return ""; // no process, or one that has ended meanwhile
        }
    }
}
