using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>
/// Enters what the Gateway took in: its bytes are in the content store by then, so the rows begin in flight. The answer goes out once they are committed, and the
/// documents after it; a kill between the two is made good by the re-drive.
/// </summary>
internal sealed class EnterUploadConsumer(UploadLedger ledger, FileContentStore contents, Outbound outbound, TimeProvider clock) : IConsumer<EnterUpload>
{
    public async Task Consume(ConsumeContext<EnterUpload> context)
    {
        var now = clock.GetUtcNow();
        if (context.ExpirationTime < now.UtcDateTime)
        {
            return; // who asked was told that nobody answered
        }

        var upload = context.Message;
        var batch = new BatchRow
        {
            Id = Guid.CreateVersion7(now),
            Source = SourceKinds.Upload,
            Kind = BatchKinds.Upload,
            Name = "",
            Path = [],
            OpenedAt = now,
            ClosedAt = now,
            IdempotencyKey = upload.IdempotencyKey,
        };
        using var hold = await contents.HoldAsync(upload.Documents.Where(document => document.Size > 0).Select(document => document.ContentHash), context.CancellationToken);
        if (upload.Documents.FirstOrDefault(document => document.Size > 0 && !contents.Has(document.ContentHash)) is { } gone)
        {
            await context.RespondAsync(new UploadEntered { Problem = $"The bytes of {gone.Name} were deleted while it was entered; send the upload again." });
            return;
        }

        var lane = upload.Documents.Count > OpenBatch.MostPrompt ? Lanes.Bulk : Lanes.Prompt;
        var rows = upload.Documents.Select((document, number) => Row(document, number, batch, lane)).ToList();
        if (await ledger.EnterAsync(batch, rows, context.CancellationToken))
        {
            await context.RespondAsync(Entered(rows));
            await outbound.SendAsync(rows, context.CancellationToken);
            return;
        }

        var before = await ledger.EnteredAsync(upload.IdempotencyKey!, context.CancellationToken);
        await context.RespondAsync(Same(before, rows) ? Entered(before) : new UploadEntered
        {
            Problem = "This Idempotency-Key came before with other documents; give each upload a key of its own.",
        });
    }

    private ArrivalRow Row(UploadedDocument document, int number, BatchRow batch, string lane)
    {
        var path = RawPath.Of(document.Name);
        var row = new ArrivalRow
        {
            Id = InOrder(batch.OpenedAt, number),
            Source = batch.Source,
            BatchId = batch.Id,
            Lane = lane,
            Name = path.ToString(),
            Path = path.Bytes,
            Size = document.Size,
            State = ArrivalRow.InFlight,
            ContentHash = document.Size == 0 ? null : document.ContentHash,
            FetchedAt = batch.OpenedAt,
            ObservedAt = batch.OpenedAt,
        };
        if (document.Size == 0)
        {
            (row.ReasonCode, row.Reason, row.ReasonStage) = (Refusals.Empty.Code, Refusals.Empty.Message, Refusals.Empty.Stage);
        }

        else
        {
            using var file = contents.OpenRead(document.ContentHash);
            row.Container = Sniffing.KindOf(file.SafeFileHandle);
        }

        return row;
    }

    /// <summary>A UUID version 7 whose twelve bits after the time are a number (RFC 9562, 6.2, method 1), so that the documents of a request keep their order.</summary>
    private static Guid InOrder(DateTimeOffset time, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((number >> 8) & 0x0F));
        bytes[7] = (byte)number;
        return new Guid(bytes, bigEndian: true);
    }

    private static bool Same(List<ArrivalRow> before, List<ArrivalRow> rows) => before.Count == rows.Count
        && before.Zip(rows).All(pair => pair.First.Name == pair.Second.Name && pair.First.ContentHash == pair.Second.ContentHash);

    private static UploadEntered Entered(List<ArrivalRow> rows) => new()
    {
        BatchId = rows[0].BatchId,
        Arrivals = rows.ConvertAll(row => new EnteredArrival { Id = row.Id, Name = row.Name }),
    };
}

/// <summary>What nobody took in time is dropped by the broker; what fails twice is dropped here, and whoever asked hears nothing and says so.</summary>
internal sealed class EnterUploadConsumerDefinition : ConsumerDefinition<EnterUploadConsumer>
{
    public EnterUploadConsumerDefinition() => EndpointName = "fetcher.uploads";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EnterUploadConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 16, concurrency: 8);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
