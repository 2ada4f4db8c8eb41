using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using System.Threading.Channels;
using Platform.Contracts;

namespace Platform.Cli.Import;

/// <summary><c>import</c>: counts the files (1), sends them while what was sent is followed (2), and says what became of them (3).</summary>
internal static class ImportCommand
{
    private const int MostFiles = 1000;

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder; links in it are not followed, files that begin with a dot are left out." };
        var receipt = new Option<string?>("--receipt") { Description = "Write what became of each file, as .csv or .jsonl.", HelpName = "FILE" };
        var noWait = new Option<bool>("--no-wait") { Description = "Return once all is uploaded, without the outcomes." };
        var again = new Option<bool>("--again") { Description = "Enter the files although an earlier import did; unchanged ones become duplicates." };
        var files = Number("--files", "Most files in a request, 1 to 1000.", 200, MostFiles);
        var bytes = Number("--bytes", "Most bytes in a request, but for one that is larger by itself.", 64_000_000, int.MaxValue);
        var parallel = Number("--parallel", "Requests at once, 1 to 16.", 2, 16);
        var command = new DocumentedCommand("import", "Uploads the files of a folder, follows them and ends with a receipt.", Texts.Import) { folder, receipt, noWait, again, files, bytes, parallel };
        command.SetAction(async (parsed, cancellation) =>
        {
            var root = parsed.GetValue(folder)!;
            if (!root.Exists)
            {
                throw new CommandException(ExitCodes.NoInput, $"There is no folder {root.FullName}; to upload single files, put them into one.");
            }

            using var server = Connection.Open(parsed);
            await using var lines = new Receipt(parsed.GetValue(receipt));
            var salt = parsed.GetValue(again) ? Guid.NewGuid().ToString() : "";
            using var journal = new Journal(server.Address, root.FullName + salt);
            var requests = () => UploadRequest.Group(new FolderWalk(root.FullName).Files(), parsed.GetValue(files), parsed.GetValue(bytes), salt);
            return await RunAsync(root.FullName, requests, server, journal, lines, parsed.GetValue(parallel), !parsed.GetValue(noWait), parsed.GetValue(Print.Json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string root, Func<IEnumerable<UploadRequest>> requests, Server server, Journal journal, Receipt receipt, int parallel, bool waits, bool json, CancellationToken cancellation)
    {
        var progress = new ImportProgress(TimeProvider.System);
        var settlement = new Settlement(server, receipt, progress);
        var batches = new ConcurrentBag<Guid>();
        using var drawn = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var drawing = progress.DrawAsync(waits, drawn.Token);
        var walk = new FolderWalk(root);
        try
        {
            progress.Total = walk.Files().LongCount(); // (1)
            var uploader = new Uploader(server, journal, (file, why) =>
            {
                progress.Refuse();
                receipt.AddAsync(new ReceiptLine { Path = file.Name, Size = Math.Max(0, file.Size), Outcome = "not_sent", Reason = why }).GetAwaiter().GetResult();
            });
            var entered = Channel.CreateUnbounded<Guid>();
            var sending = SendAsync(requests(), uploader, entered.Writer, batches, progress, parallel, cancellation); // (2)
            await Task.WhenAll(sending, waits ? settlement.FollowAsync(entered.Reader, cancellation) : Task.CompletedTask);
        }
        finally
        {
            await drawn.CancelAsync();
            await drawing;
        }

        journal.Complete();
        Show(progress, settlement, receipt, batches, walk.LeftOut, waits, json); // (3)
        return progress.Refused > 0 || settlement.HasRefusals ? ExitCodes.NotAllWell : ExitCodes.Success;
    }

    private static async Task SendAsync(
        IEnumerable<UploadRequest> requests, Uploader uploader, ChannelWriter<Guid> entered, ConcurrentBag<Guid> batches, ImportProgress progress, int parallel, CancellationToken cancellation)
    {
        try
        {
            await Parallel.ForEachAsync(
                requests, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
                async (request, stop) => await uploader.SendAsync(
                    request,
                    async (batch, files) =>
                    {
                        progress.Add(files);
                        batches.Add(batch);
                        await entered.WriteAsync(batch, stop);
                    },
                    stop));
            entered.Complete();
        }
        catch (Exception failure)
        {
            entered.Complete(failure); // whoever follows ends too
            throw;
        }
    }

    private static void Show(ImportProgress progress, Settlement settlement, Receipt receipt, ConcurrentBag<Guid> batches, long leftOut, bool waits, bool json)
    {
        if (json)
        {
            var summary = new Dictionary<string, object> { ["files"] = progress.Total, ["left_out"] = leftOut, ["entered"] = progress.Sent, ["not_sent"] = progress.Refused };
            if (waits)
            {
                foreach (var (outcome, count) in settlement.Counts)
                {
                    summary[outcome] = count;
                }
            }

            summary["batches"] = batches.Order();
            Print.Line(JsonSerializer.SerializeToElement(summary));
            return;
        }

        Print.Rows(["outcome", "#files"], (waits ? settlement.Counts : [KeyValuePair.Create("entered", progress.Sent)])
            .Append(KeyValuePair.Create("not sent", progress.Refused)).Append(KeyValuePair.Create("left out", leftOut))
            .Where(count => count.Value > 0 || count.Key is "stored" or "entered").Select(count => new[] { count.Key, Print.Count(count.Value) }));
        if (receipt.Refusals.Count > 0)
        {
            Print.Rows(["file", "outcome", "why"], receipt.Refusals.Select(line => new[] { line.Path, line.Outcome, line.Reason }));
        }
    }

    private static Option<int> Number(string name, string description, int standard, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var number && (number < 1 || number > most))
            {
                result.AddError($"{name} must be 1 to {most}.");
            }
        });
        return option;
    }
}
