using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Contracts;
using Platform.Parser.Workers;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>Real child processes, killed, stopped and overfed.</summary>
public sealed class WorkerTests : IDisposable
{
    private static readonly WorkerSettings Patient = new() { Count = 1, Time = TimeSpan.FromMinutes(10) };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-workers-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_document_that_belongs_to_no_backlog_goes_before_what_is_left_of_one()
    {
        using var workers = new WorkerPool(new WorkerSettings { Count = 1 }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await workers.StartedAsync();
        var request = new ParseRequest { Path = Path.Combine(Repository.Root, "seeds", "harbour-article.html"), Name = "harbour-article.html" };

        var backlog = workers.ParseAsync([.. Enumerable.Repeat(request, 1000)], isBulk: true);
        var prompt = workers.ParseAsync([request]);

        Assert.Same(prompt, await Task.WhenAny(prompt, backlog));
        Assert.All(await backlog, answer => Assert.Equal(AnswerKind.Document, answer.Kind));
    }

    [Fact]
    public async Task Another_worker_is_started_for_documents_that_wait()
    {
        using var workers = Workers(new WorkerSettings { Count = 2, Time = TimeSpan.FromMinutes(10) });
        await workers.StartedAsync();
        var (pipe, slow) = Slow();
        var first = workers.ParseAsync(slow);
        using var reached = await OpenedAsync(pipe);

        var second = await workers.ParseAsync(Text("second.txt"));

        Assert.Equal(AnswerKind.Document, second.Kind);
        Assert.Equal(2, workers.Pids.Count);
        Assert.False(first.IsCompleted);
        await EndAsync(reached);
        Assert.Equal(AnswerKind.Document, (await first).Kind);
    }

    [Fact]
    public async Task One_worker_is_all_there_is_while_nothing_waits()
    {
        // Nothing waits long where no time goes by.
        using var workers = new WorkerPool(new WorkerSettings { Count = 2 }, new FakeTimeProvider(), NullLogger<WorkerPool>.Instance);
        await workers.StartedAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => workers.ParseAsync(Text($"{number}.txt"))));

        Assert.Single(workers.Pids);
    }

    [Fact]
    public async Task A_document_that_belongs_to_no_backlog_is_read_whatever_those_of_a_backlog_take()
    {
        using var workers = Workers(Patient);
        await workers.StartedAsync();
        var (pipe, slow) = Slow();
        var backlog = workers.ParseAsync([slow, Text("next.txt")], isBulk: true);
        using var reached = await OpenedAsync(pipe);

        var prompt = await workers.ParseAsync(Text("prompt.txt"));

        Assert.Equal(AnswerKind.Document, prompt.Kind);
        Assert.False(backlog.IsCompleted);
        await EndAsync(reached);
        Assert.All(await backlog, answer => Assert.Equal(AnswerKind.Document, answer.Kind));
    }

    [Fact]
    public async Task A_worker_gives_what_the_parser_gives_in_the_order_asked()
    {
        using var workers = Workers(Patient);
        var seeds = Directory.GetFiles(Path.Combine(Repository.Root, "seeds")).Order(StringComparer.Ordinal).ToList();
        var parser = new DocumentParser();

        var answers = await workers.ParseAsync(seeds.ConvertAll(path => new ParseRequest { Path = path, Name = Path.GetFileName(path) }));

        Assert.Equal(
            seeds.Select(path => Told(parser.Parse(File.ReadAllBytes(path), Path.GetFileName(path)))),
            answers.Select(answer => answer.Kind == AnswerKind.Document ? answer.ToDocument().Text : answer.Reason!.Message));

        static string Told(ParseResult result) => result.Document?.Text ?? result.Rejection!.Message;
    }

    [Fact]
    public async Task A_document_that_crashes_its_worker_is_rejected_after_a_second_try_and_its_neighbours_are_read()
    {
        var log = new Endings();
        using var workers = Workers(Patient, log);
        await workers.StartedAsync();
        var crashing = Path.Combine(_folder.FullName, "crashing.txt");
        Pipe(crashing);
        ParseRequest[] batch = [Text("before.txt"), new() { Path = crashing, Name = "crashing.txt" }, Text("after.txt")];

        var first = await KillingAsync(workers, crashing, workers.ParseAsync(batch));
        Assert.Equal([AnswerKind.Document, AnswerKind.Ended, AnswerKind.Document], first.Select(answer => answer.Kind));
        var second = await KillingAsync(workers, crashing, workers.ParseAgainAsync(batch[1]));

        Assert.Equal((AnswerKind.Rejected, ReasonCodes.ParserCrashed), (second.Kind, second.Reason?.Code));
        Assert.EndsWith(".", second.Reason!.Message, StringComparison.Ordinal);
        Assert.Equal(2, log.Count);
        Assert.Equal(AnswerKind.Document, (await workers.ParseAsync(Text("afterwards.txt"))).Kind);
    }

    [Fact]
    public async Task A_document_whose_worker_was_killed_once_is_read_when_it_is_tried_again()
    {
        using var workers = Workers(Patient);
        await workers.StartedAsync();
        var path = Path.Combine(_folder.FullName, "unlucky.txt");
        Pipe(path);

        var first = await KillingAsync(workers, path, workers.ParseAsync([new ParseRequest { Path = path, Name = "unlucky.txt" }]));
        Assert.Equal(AnswerKind.Ended, first[0].Kind);
        File.Delete(path);

        Assert.Equal(AnswerKind.Document, (await workers.ParseAgainAsync(Text("unlucky.txt"))).Kind);
    }

    [Fact]
    public async Task A_document_whose_worker_stands_still_is_rejected_for_its_time()
    {
        using var workers = Workers(new WorkerSettings { Count = 1, Time = TimeSpan.FromSeconds(1) });
        await workers.StartedAsync();
        Signal("STOP", workers.Pids.Single());

        // Tried again, it waits for a pipe that nobody writes to.
        var hanging = Path.Combine(_folder.FullName, "hanging.txt");
        Pipe(hanging);
        var answer = await workers.ParseAsync(new ParseRequest { Path = hanging, Name = "hanging.txt" });

        Assert.Equal((AnswerKind.Rejected, ReasonCodes.OverTime), (answer.Kind, answer.Reason?.Code));
    }

    [Fact]
    public async Task A_document_that_swells_its_worker_is_rejected_for_its_memory()
    {
        using var workers = Workers(new WorkerSettings { Count = 1, Time = TimeSpan.FromMinutes(10), MemoryBytes = 300_000_000 });

        var answer = await workers.ParseAsync(Text("large.txt", 600_000));

        Assert.Equal((AnswerKind.Rejected, ReasonCodes.OverMemory), (answer.Kind, answer.Reason?.Code));
        Assert.Equal(AnswerKind.Document, (await workers.ParseAsync(Text("small.txt"))).Kind);
    }

    [Fact]
    public async Task A_document_that_yields_too_much_is_rejected_for_that()
    {
        using var workers = Workers(new WorkerSettings { Count = 1, Time = TimeSpan.FromMinutes(10), OutputBytes = 20_000 });

        var answers = await workers.ParseAsync([Text("long.txt", 1000), Text("short.txt")]);

        Assert.Equal((AnswerKind.Rejected, ReasonCodes.OverOutput), (answers[0].Kind, answers[0].Reason?.Code));
        Assert.Equal(AnswerKind.Document, answers[1].Kind);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        using var workers = Workers(Patient);

        var answer = await workers.ParseAsync(new ParseRequest { Path = Path.Combine(_folder.FullName, "gone.txt"), Name = "gone.txt" });

        Assert.Equal(AnswerKind.Missing, answer.Kind);
    }

    [Fact]
    public async Task A_worker_sees_no_connection_string_and_is_the_first_to_go_where_memory_runs_out()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__RabbitMq", "amqp://secret");
        using var workers = Workers(Patient);
        await workers.StartedAsync();
        var pid = workers.Pids.Single();

        Assert.DoesNotContain("secret", await File.ReadAllTextAsync($"/proc/{pid}/environ", Cancelled), StringComparison.Ordinal);
        Assert.Equal("500", (await File.ReadAllTextAsync($"/proc/{pid}/oom_score_adj", Cancelled)).Trim());
    }

    [Fact]
    public async Task A_worker_ends_with_its_service_even_within_a_document()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        var pipe = Path.Combine(_folder.FullName, "pipe.txt");
        Pipe(pipe);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec dotnet '{typeof(WorkerPool).Assembly.Location}' parse --text '{pipe}'");
        using var service = Process.Start(start)!;
        using var reached = await OpenedAsync(pipe); // the worker reads now
        var worker = Children(service.Id).Single();

        service.Kill();

        using var left = Process.GetProcessById(worker);
        await left.WaitForExitAsync(Cancelled);
    }

    [Fact]
    public async Task A_worker_is_replaced_after_its_number_of_documents()
    {
        using var workers = Workers(new WorkerSettings { Count = 1, RecycleDocuments = 2 });
        await workers.StartedAsync();
        var before = workers.Pids.Single();

        await workers.ParseAsync([Text("one.txt"), Text("two.txt")]);
        await workers.ParseAsync(Text("three.txt"));

        Assert.NotEqual(before, workers.Pids.Single());
    }

    [Fact]
    public void What_was_read_before_the_allowance_was_used_up_is_kept_as_a_part()
    {
        var rows = Encoding.UTF8.GetBytes("name,place\n" + string.Concat(Enumerable.Range(0, 100).Select(row => $"Person {row},Village {row}\n")));

        var result = new DocumentParser().Parse(new Content(rows, "rows.csv") { Allowance = new Allowance(TimeSpan.FromSeconds(30), long.MaxValue, new TickingClock()) });

        Assert.True(result.Document!.Partial);
        Assert.InRange(result.Document.Blocks.Count, 1, 99);
        Assert.Contains(result.Document.Warnings, warning => warning.Contains("longer than 30 seconds", StringComparison.Ordinal));
    }

    private static WorkerPool Workers(WorkerSettings settings, ILogger<WorkerPool>? log = null) => new(settings, TimeProvider.System, log ?? NullLogger<WorkerPool>.Instance);

    private ParseRequest Text(string name, int lines = 2)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, Enumerable.Range(0, lines).Select(line => $"This is line {line} of a document that somebody wrote about the harbour and its ships."));
        return new ParseRequest { Path = path, Name = name };
    }

    // A named pipe stands for the document: its reader waits inside the worker for as long as the test wants.
    private static void Pipe(string path)
    {
        using var making = Process.Start("mkfifo", [path]);
        making.WaitForExit();
    }

    private (string Pipe, ParseRequest Request) Slow()
    {
        var pipe = Path.Combine(_folder.FullName, "slow.txt");
        Pipe(pipe);
        return (pipe, new ParseRequest { Path = pipe, Name = "slow.txt" });
    }

    private static async Task EndAsync(FileStream document)
    {
        await document.WriteAsync("Somebody wrote about the harbour and its ships, and took his time to do it."u8.ToArray(), Cancelled);
        document.Close();
    }

    // To open a pipe for writing waits until its reader has opened it.
    private static Task<FileStream> OpenedAsync(string pipe) => Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write));

    // kill -9 of the worker while it reads the document.
    private static async Task<T> KillingAsync<T>(WorkerPool workers, string pipe, Task<T> answers)
    {
        using var reached = await OpenedAsync(pipe);
        Signal("KILL", workers.Pids.Single());
        return await answers;
    }

    private static void Signal(string name, int pid)
    {
        using var kill = Process.Start("kill", ["-" + name, pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static List<int> Children(int pid) => File.ReadAllText($"/proc/{pid}/task/{pid}/children") is var own && own.Trim().Length > 0
        ? Numbers(own)
        : Directory.GetDirectories($"/proc/{pid}/task").SelectMany(task => Numbers(File.ReadAllText(Path.Combine(task, "children")))).ToList();

    private static List<int> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToList();

    private sealed class Endings : ILogger<WorkerPool>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }

    /// <summary>A second passes whenever somebody looks.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_looks;
    }
}
