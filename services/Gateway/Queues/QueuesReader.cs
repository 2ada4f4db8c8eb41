using Platform.Contracts;
using Platform.Gateway.Services;
using Platform.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.Gateway.Queues;

/// <summary>
/// Asks the broker how deep our queues are, by passive declarations: that works on every broker, needs no right beyond the one of reading them, and touches no message. What their readers
/// do is told by the heartbeats. Read at most once in two seconds, however many look.
/// </summary>
public sealed class QueuesReader(IConfiguration configuration, ServicesBook services, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Fresh = TimeSpan.FromSeconds(2), Comparable = TimeSpan.FromMinutes(2);

    /// <summary>The stations first; what else the heartbeats name is added.</summary>
    private static readonly string[] Known = ["parser", Lanes.BulkParser, "storage", Lanes.BulkStorage, "fetcher.settled", "fetcher.faulted", Bus.DeadLetters];

    /// <summary>Queues that older versions or a reader outside may have left behind.</summary>
    private static readonly string[] Aside = ["_error", "_skipped"];

    private readonly SemaphoreSlim _one = new(1, 1);
    private IConnection? _connection;
    private QueuesState _last = new(default, [], Problem: null);

    /// <summary>The queues as they stand, or as they stood two seconds ago.</summary>
    public async Task<QueuesState> ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (time.GetUtcNow() - _last.At > Fresh)
            {
                _last = await AskAsync(_last, cancellation);
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        await CloseAsync();
    }

    private async Task<QueuesState> AskAsync(QueuesState before, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        var readers = services.All().SelectMany(service => service.Queues).ToLookup(queue => queue.Name, StringComparer.Ordinal);
        try
        {
            _connection ??= await new ConnectionFactory { Uri = Bus.BrokerUri(configuration), AutomaticRecoveryEnabled = false, ClientProvidedName = "platform-gateway-queues" }
                .CreateConnectionAsync(deadline.Token);
            var now = time.GetUtcNow();
            var names = Known.Union(readers.Select(queue => queue.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal).ToList();
            var queues = new List<QueueState>();
            foreach (var name in names.Concat(names.SelectMany(name => Aside.Select(end => name + end))))
            {
                if (await DeclaredAsync(name, deadline.Token) is { } found)
                {
                    var (perMinute, underWay) = (readers[name].Sum(reader => reader.PerMinute), readers[name].Sum(reader => reader.UnderWay));
                    queues.Add(new QueueState(name, found.MessageCount, underWay, found.ConsumerCount, perMinute, In(name, found.MessageCount, perMinute)));
                }
            }

            return new QueuesState(now, queues, Problem: null);

            // What came in is what went out and what more lies there, since somebody looked last.
            double? In(string name, long depth, double perMinute) => now - before.At is { Ticks: > 0 } since && since < Comparable && before.Queues.FirstOrDefault(queue => queue.Name == name) is { } then
                ? Math.Max(0, perMinute + ((depth - then.Depth) / since.TotalMinutes)) : null;
        }
        catch (Exception away) when (away is RabbitMQClientException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            await CloseAsync();
            var why = away is OperationCanceledException ? "it did not answer in time" : away.GetBaseException().Message;
            return new QueuesState(time.GetUtcNow(), [], $"The broker cannot be asked: {why}. Nothing is lost; the ledger sends everything again that it takes with it.");
        }
    }

    /// <summary>A channel ends with the first queue that is not there.</summary>
    private async Task<QueueDeclareOk?> DeclaredAsync(string name, CancellationToken cancellation)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            return await channel.QueueDeclarePassiveAsync(name, cancellation);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason?.ReplyCode is 404 or 405 or 403)
        {
            return null;
        }
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception gone) when (gone is RabbitMQClientException or IOException or ObjectDisposedException)
            {
                // it is away already
            }
        }
    }
}

/// <summary>All queues at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Queues">Those that are there, the stations first.</param>
/// <param name="Problem">One sentence where the broker could not be asked; null otherwise.</param>
public sealed record QueuesState(DateTimeOffset At, IReadOnlyList<QueueState> Queues, string? Problem);

/// <summary>One queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Depth">Messages that wait in it.</param>
/// <param name="UnderWay">Messages that its readers work on.</param>
/// <param name="Consumers">How many read it.</param>
/// <param name="OutPerMinute">Messages a minute that its readers have dealt with.</param>
/// <param name="InPerMinute">Messages a minute that came; null where nobody looked shortly before.</param>
public sealed record QueueState(string Name, long Depth, int UnderWay, long Consumers, double OutPerMinute, double? InPerMinute);
