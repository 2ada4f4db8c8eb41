using MassTransit;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Parser.Workers;
using Platform.RawContent;

namespace Platform.Parser;

/// <summary>Says what would become of bytes that somebody is asking about. Who asks waits a few seconds, so what fails is not tried again.</summary>
public sealed class SimulateDocumentConsumer(WorkerPool workers, PassingContents passing, ILogger<SimulateDocumentConsumer> log) : IConsumer<SimulateDocument>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<SimulateDocument> context)
    {
        await context.RespondAsync(await SimulateAsync(context.Message, context.CancellationToken));
    }

    private async Task<DocumentSimulated> SimulateAsync(SimulateDocument question, CancellationToken cancellation)
    {
        var answer = await workers.ParseAsync(new ParseRequest { Path = passing.PathOf(question.Token), Name = question.Name });
        switch (answer.Kind)
        {
            case AnswerKind.Document:
                using (var json = new MemoryStream(answer.Json.ToArray()))
                {
                    return new DocumentSimulated { Token = await passing.PutAsync(json, long.MaxValue, cancellation) };
                }

            case AnswerKind.Rejected:
                return new DocumentSimulated { Reason = answer.Reason };
            default:
                log.SimulationFault(answer.Fault ?? answer.Kind.ToString());
                return new DocumentSimulated
                {
                    Reason = new Reason { Code = ReasonCodes.ParserFault, Message = "The parser failed on this document, which is our fault; its log says why.", Stage = "parser" },
                };
        }
    }
}

/// <summary>A queue of its own: a question does not wait behind documents.</summary>
public sealed class SimulateDocumentConsumerDefinition : ConsumerDefinition<SimulateDocumentConsumer>
{
    /// <summary>Names the queue.</summary>
    public SimulateDocumentConsumerDefinition() => EndpointName = "parser.simulate";

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SimulateDocumentConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 2, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
