using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Parser.Workers;
using Platform.RawContent;

namespace Platform.Parser;

/// <summary>Bytes to parsed documents or reasons, in a worker; a document that makes us fail is reported, and its neighbours go on.</summary>
public sealed class ParseDocumentsConsumer(WorkerPool workers, FileContentStore contents, TimeProvider time, ILogger<ParseDocumentsConsumer> log)
    : IConsumer<DocumentsFetched>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<DocumentsFetched> context)
    {
        var began = time.GetTimestamp();
        var documents = context.Message.Documents;
        using var step = Traces.Begin("parse", documents.Select(document => document.Arrival.Id), log, ActivityKind.Consumer);
        var requests = documents.Select(Request).ToList();
        var answers = await workers.ParseAsync(requests, context.Message.Lane == Lanes.Bulk);
        await AnswerAsync(context, documents.Zip(answers).Where(pair => pair.Second.Kind != AnswerKind.Ended));
        StageMetrics.Took("parser", time.GetElapsedTime(began) / documents.Count); // its share of the message's time; a backlog's message is read by several workers

        // What took its worker with it is tried again once its neighbours are answered.
        for (var at = 0; at < answers.Count; at++)
        {
            if (answers[at].Kind == AnswerKind.Ended)
            {
                await AnswerAsync(context, [(documents[at], await workers.ParseAgainAsync(requests[at]))]);
            }
        }
    }

    private async Task AnswerAsync(ConsumeContext<DocumentsFetched> context, IEnumerable<(DocumentFetched Document, ParseAnswer Answer)> answered)
    {
        List<ParsedEntry> parsed = [];
        List<DocumentRefused> rejected = [], faulted = [];
        foreach (var (arrival, answer) in answered.Select(pair => (pair.Document.Arrival, pair.Answer)))
        {
            switch (answer.Kind)
            {
                case AnswerKind.Document:
                    parsed.Add(await InlineOrByHashAsync(arrival, answer, context.CancellationToken));
                    break;
                case AnswerKind.Rejected:
                    rejected.Add(Refuse(arrival, answer.Reason!, answer.Took));
                    break;
                default:
                    faulted.Add(Refuse(arrival, Fault(arrival, answer), answer.Took));
                    break;
            }
        }

        if (parsed.Count > 0)
        {
            await SendOnAsync(context, new ParsedMessage { Documents = parsed, Worker = Instance.Name });
        }

        if (rejected.Count > 0)
        {
            await SendOnAsync(context, new DocumentsRejected { Documents = rejected, Worker = Instance.Name });
        }

        if (faulted.Count > 0)
        {
            await context.Publish(new DocumentsFaulted { Documents = faulted, Worker = Instance.Name }, context.CancellationToken);
        }

        StageMetrics.Count("parser", "parsed", reason: null, parsed.Count);
        rejected.ForEach(refused => StageMetrics.Count("parser", "rejected", refused.Reason.Code));
        faulted.ForEach(refused => StageMetrics.Count("parser", "faulted", refused.Reason.Code));
        log.BatchParsed(parsed.Count, rejected.Count, faulted.Count);
    }

    private ParseRequest Request(DocumentFetched document) =>
        new()
        {
            Arrival = document.Arrival.Id,
            Path = contents.PathOf(document.Arrival.ContentHash!),
            Name = document.Arrival.Name,
            Given = document.Arrival.Given,
            ExpectedLanguage = document.Arrival.Language,
            Charset = document.Arrival.Given?.Charset,
        };

    /// <summary>To Storage, in the lane that the documents came in.</summary>
    private static async Task SendOnAsync<T>(ConsumeContext<DocumentsFetched> context, T message)
        where T : class
    {
        if (context.Message.Lane == Lanes.Bulk)
        {
            var storage = await context.GetSendEndpoint(new Uri("exchange:" + Lanes.BulkStorage));
            await storage.Send(message, context.CancellationToken);
        }
        else
        {
            await context.Publish(message, context.CancellationToken);
        }
    }

    // Long texts go through the content store (claim check): the broker is for references.
    private async Task<ParsedEntry> InlineOrByHashAsync(Arrival arrival, ParseAnswer answer, CancellationToken cancellation)
    {
        var entry = new ParsedEntry { Arrival = arrival, ParsedAt = time.GetUtcNow(), Milliseconds = (int)answer.Took.TotalMilliseconds };
        if (answer.TextLength <= DocumentParsed.InlineLimit)
        {
            return entry with { Document = answer.Json };
        }

        using var json = new MemoryStream(answer.Json.ToArray());
        return entry with { DocumentHash = (await contents.PutAsync(json, long.MaxValue, cancellation)).Hash };
    }

    private Reason Fault(Arrival arrival, ParseAnswer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Missing:
                log.ContentMissing(arrival.Id, arrival.ContentHash!, answer.Fault!);
                return Reason(ReasonCodes.ContentMissing, "The original is missing from the content store; it is tried again on schedule.");
            case AnswerKind.NotBegun:
                return Reason(ReasonCodes.WorkerLost, "The documents before it took too long or ended their worker; it is tried again by itself on schedule.");
            default:
                log.ParserFault(arrival.Id, arrival.ContentHash!, answer.Fault!);
                return Reason(ReasonCodes.ParserFault, "The parser failed on this document, which is our fault; it is tried again on schedule.");
        }
    }

    private DocumentRefused Refuse(Arrival arrival, Reason reason, TimeSpan took) => new() { Arrival = arrival, RefusedAt = time.GetUtcNow(), Milliseconds = (int)took.TotalMilliseconds, Reason = reason };

    private static Reason Reason(string code, string sentence) => new() { Code = code, Message = sentence, Stage = "parser" };
}

/// <summary><see cref="DocumentsParsed"/> as it is sent: the workers' JSON goes on as it came, since to read it and write it again is a tenth of the work of parsing.</summary>
[EntityName("Platform.Contracts:DocumentsParsed")]
[MessageUrn("Platform.Contracts:DocumentsParsed")]
public sealed record ParsedMessage
{
    /// <summary>See <see cref="DocumentsParsed.Documents"/>.</summary>
    public required IReadOnlyList<ParsedEntry> Documents { get; init; }

    /// <summary>See <see cref="DocumentsParsed.Worker"/>.</summary>
    public string? Worker { get; init; }
}

/// <summary>See <see cref="DocumentParsed"/>, field by field.</summary>
public sealed record ParsedEntry
{
    public required Arrival Arrival { get; init; }

    public required DateTimeOffset ParsedAt { get; init; }

    public int? Milliseconds { get; init; }

    [JsonConverter(typeof(AsItIs))]
    public ReadOnlyMemory<byte>? Document { get; init; }

    public string? DocumentHash { get; init; }

    private sealed class AsItIs : JsonConverter<ReadOnlyMemory<byte>?>
    {
        public override ReadOnlyMemory<byte>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("This is only written; " + nameof(DocumentsParsed) + " is read.");

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte>? value, JsonSerializerOptions options)
        {
            if (value is { } json)
            {
                writer.WriteRawValue(json.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
