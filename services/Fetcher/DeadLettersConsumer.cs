using System.Globalization;
using System.Text;
using System.Text.Json;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// Messages whose worker ended or threw several times without an answer. Each is kept as it was (<see cref="KeepDeadLetter"/>). Those on the way to a record count as a fault of ours, so that
/// the documents travel alone from then on and the culprit is found; of all others the ledger asks for the outcome again.
/// </summary>
internal sealed class DeadLettersConsumer(ArrivalLedger ledger, ReparseLedger reparses, ILogger<DeadLettersConsumer> logger) : IConsumer<DocumentsFetched>, IConsumer<DocumentsParsed>
{
    public Task Consume(ConsumeContext<DocumentsFetched> context) =>
        FaultAsync([.. context.Message.Documents.Select(document => document.Arrival)], "parser", context.CancellationToken);

    public Task Consume(ConsumeContext<DocumentsParsed> context) =>
        FaultAsync([.. context.Message.Documents.Select(document => document.Arrival)], "storage", context.CancellationToken);

    private async Task FaultAsync(IReadOnlyList<Arrival> arrivals, string stage, CancellationToken cancellation)
    {
        var reason = new Reason
        {
            Code = ReasonCodes.WorkerLost,
            Message = "The worker that read this document ended without an answer several times; report it with the document to the operator.",
            Stage = stage,
        };
        using var step = Traces.Begin("dead letter", arrivals.Select(arrival => arrival.Id), logger);
        await reparses.FaultAsync([.. arrivals.Where(arrival => arrival.Reparse is not null).Select(arrival => (arrival.Reparse!, reason))], cancellation);
        await ledger.FaultAsync([.. arrivals.Where(arrival => arrival.Reparse is null).DistinctBy(arrival => arrival.Id).Select(arrival => (arrival, reason))], worker: null, cancellation);
        foreach (var arrival in arrivals)
        {
            Log.Faulted(logger, arrival.Id, reason.Message);
        }
    }
}

/// <summary>Writes a dead letter into the ledger before anything is made of it. While the database is away it waits: the message stays the broker's.</summary>
internal sealed class KeepDeadLetter(DeadLetterLedger letters, TimeProvider clock, ILogger<KeepDeadLetter> logger) : IFilter<ReceiveContext>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public void Probe(ProbeContext context) => context.CreateFilterScope("keep");

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        // A question that nobody took in time has expired, which is how questions end: it must never be asked again.
        if (context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && Letter(delivery, context.Body.GetBytes()) is { Reason: not "expired" } letter)
        {
            while (true)
            {
                try
                {
                    await letters.KeepAsync(letter, context.CancellationToken);
                    Log.Kept(logger, letter.Type ?? "a message", letter.Queue, letter.Reason);
                    break;
                }
                catch (Exception away) when (Outage.Is(away))
                {
                    await Task.Delay(Pause, clock, context.CancellationToken);
                }
            }
        }

        await next.Send(context);
    }

    private DeadLetterRow Letter(RabbitMqBasicConsumeContext delivery, byte[] body)
    {
        var headers = (delivery.Properties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal))
            .ToDictionary(header => header.Key, header => Spelled(header.Value), StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        return new DeadLetterRow
        {
            Id = Guid.CreateVersion7(now),
            Queue = headers.GetValueOrDefault("x-first-death-queue") ?? "unknown",
            Reason = headers.GetValueOrDefault("x-first-death-reason") ?? "unknown",
            Type = TypeOf(body),
            MessageId = delivery.Properties.MessageId,
            ContentType = delivery.Properties.ContentType,
            Headers = JsonSerializer.Serialize(headers),
            Body = body,
            DiedAt = now,
        };
    }

    /// <summary>The kind of message, from its envelope: <c>urn:message:NAMESPACE:NAME</c>.</summary>
    private static string? TypeOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array
                && types.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString()!.Split(':')[^1] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Spelled(object? value) => value switch
    {
        null => "",
        byte[] text => Encoding.UTF8.GetString(text).Replace("\0", "\\0", StringComparison.Ordinal),
        IDictionary<string, object?> table => "{" + string.Join(", ", table.Select(entry => $"{entry.Key}: {Spelled(entry.Value)}")) + "}",
        System.Collections.IList list => "[" + string.Join(", ", list.Cast<object?>().Select(Spelled)) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>
/// The queue behind the dead-letter exchange. It is no work queue, which would dead-letter into itself, and it binds to nothing but that exchange.
/// </summary>
internal sealed class DeadLettersConsumerDefinition : ConsumerDefinition<DeadLettersConsumer>
{
    public DeadLettersConsumerDefinition() => EndpointName = Platform.Hosting.Bus.DeadLetters;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeadLettersConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.ConfigureReceive(pipe => pipe.UseFilter(ActivatorUtilities.CreateInstance<KeepDeadLetter>(context)));
        endpointConfigurator.LeaveFaultsToTheLedger();
        endpointConfigurator.DiscardSkippedMessages();
        var rabbit = (IRabbitMqReceiveEndpointConfigurator)endpointConfigurator;
        rabbit.SetQuorumQueue();
        rabbit.PrefetchCount = 8;
        rabbit.ConcurrentMessageLimit = 1;
    }
}
