using System.Globalization;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Documents = 300;
    private const int Duplicates = 25;
    private const int Binaries = 15;

    /// <summary>
    /// Each of the four services, the broker and the database is killed -9 once while 300 documents are on their way, at times drawn from a
    /// seed that is printed; PLATFORM_KILL_SEED repeats a run.
    /// </summary>
    [Fact]
    public async Task Nothing_is_lost_doubled_or_invented_while_everything_is_killed_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);

        await using var servers = new NativeServers();
        await servers.StartAsync();
        await using var platform = await RunningPlatform.StartAsync(
            await Database.CreateAsync(servers.PostgresAdmin, migrated: false),
            servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Gateway:Gateway__Webhooks__AllowedNetworks"] = "127.0.0.0/8" });
        await using var amqp = new AmqpReader(platform.RabbitMq);
        await amqp.StartAsync();
        await using var sse = new SseReader(platform.Gateway.Address, platform.Client.Key).Start();
        await using var endpoint = await WebhookEndpoint.StartAsync();
        await platform.Client.SubscribeAsync(endpoint.Address);

        List<(string What, Func<Task> Kill)> victims =
        [
            .. platform.Services.Select(service => (Path.GetFileNameWithoutExtension(service.LogFile), new Func<Task>(async () =>
            {
                await service.KillAsync();
                service.Start();
            }))),
            ("rabbitmq", () => KillServerAsync(servers.RabbitMqPid, "rabbitmq")),
            ("postgres", () => KillServerAsync(servers.PostgresPid, "postgres")),
        ];
        var plan = victims
            .Zip(Enumerable.Range(0, Documents).OrderBy(_ => random.Next()), (victim, after) => (victim.What, victim.Kill, After: after))
            .ToDictionary(step => step.After);
        for (var number = 0; number < Documents; number++)
        {
            await platform.Inbox.DropAsync(string.Create(CultureInfo.InvariantCulture, $"bulletin-{number:000}.txt"), Content(number));
            if (plan.TryGetValue(number, out var step))
            {
                output.WriteLine($"after document {number}: kill -9 {step.What}");
                await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken); // the drawn moment of the kill
                await step.Kill();
            }
        }

        await Wait.UntilAsync(
            "closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: >= Documents }, TimeSpan.FromMinutes(4));

        await Invariants.HoldAsync(platform, Documents);
        var books = await platform.Client.BooksAsync();
        Assert.Equal((Documents - Duplicates - Binaries, Duplicates, Binaries, 0), (books.Stored, books.Duplicate, books.Rejected, books.Failed));
        var expected = Enumerable.Range(0, Documents - Duplicates - Binaries).Select(number => Corpus.Hash(Corpus.Text(number)));
        var hashes = await Database.ColumnAsync(platform.Admin, "SELECT content_hash FROM library.records");
        Assert.Equal(expected.Order(StringComparer.Ordinal), hashes.Order(StringComparer.Ordinal));

        // I4, the other half: every cursor reader saw the same ordered set. AMQP and webhooks deliver at least once: a repeat keeps its id (I5).
        var log = (await platform.Client.AllEventsAsync()).ConvertAll(happened => happened.GetProperty("id").GetString()!);
        await Wait.UntilAsync("the log over SSE", () => Task.FromResult(sse.Events.Count >= log.Count));
        await Wait.UntilAsync("the log over AMQP", () => Task.FromResult(amqp.Events.Select(happened => happened.MessageId).Distinct(StringComparer.Ordinal).Count() >= log.Count));
        await Wait.UntilAsync("the log as webhooks", () => Task.FromResult(endpoint.Ids.Count >= log.Count));
        Assert.Equal(log, endpoint.Ids.ConvertAll(id => id.ToString()));
        Assert.Equal(log, sse.Events.Select(happened => happened.GetProperty("id").GetString()));
        Assert.Equal(log, amqp.Events.Select(happened => happened.MessageId).Distinct(StringComparer.Ordinal));

        async Task KillServerAsync(int pid, string which)
        {
            await NativeServers.KillAsync(pid);
            await servers.StartAsync(which);
        }
    }

    private static byte[] Content(int number) => number switch
    {
        < Documents - Duplicates - Binaries => System.Text.Encoding.UTF8.GetBytes(Corpus.Text(number)),
        < Documents - Binaries => System.Text.Encoding.UTF8.GetBytes(Corpus.Text(number - (Documents - Duplicates - Binaries))),
        _ => [0, 1, 2, 3, 255, 254, 0, (byte)number, .. Enumerable.Range(0, 500).Select(step => (byte)(step * 37 * number))],
    };
}
