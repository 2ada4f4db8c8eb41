using System.Text.Json;
using MassTransit;
using Platform.Contracts;
using Platform.RawContent;

namespace Platform.Parser;

/// <summary>Bytes to parsed documents or reasons; a document that makes us fail is reported, and its neighbours go on.</summary>
public sealed class ParseDocumentsConsumer(DocumentParser parser, FileContentStore contents, TimeProvider time, ILogger<ParseDocumentsConsumer> log)
    : IConsumer<DocumentsFetched>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<DocumentsFetched> context)
    {
        List<DocumentParsed> parsed = [];
        List<DocumentRefused> rejected = [], faulted = [];
        foreach (var arrival in context.Message.Documents.Select(document => document.Arrival))
        {
            try
            {
                if (await ReadAsync(arrival, context.CancellationToken) is not { } bytes)
                {
                    faulted.Add(Refuse(arrival, Reason(ReasonCodes.ContentMissing, "The original is missing from the content store; it is tried again on schedule.")));
                    continue;
                }

                var result = parser.Parse(new Content(bytes, arrival.Name) { ExpectedLanguage = arrival.Language });
                if (result.Document is { } document)
                {
                    parsed.Add(await InlineOrByHashAsync(arrival, document, context.CancellationToken));
                }
                else
                {
                    rejected.Add(Refuse(arrival, result.Rejection!));
                }
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or IOException))
            {
                log.ParserFault(failure, arrival.Id, arrival.ContentHash!);
                faulted.Add(Refuse(arrival, Reason(ReasonCodes.ParserFault, "The parser failed on this document, which is our fault; it is tried again on schedule.")));
            }
        }

        if (parsed.Count > 0)
        {
            await SendOnAsync(context, new DocumentsParsed { Documents = parsed });
        }

        if (rejected.Count > 0)
        {
            await SendOnAsync(context, new DocumentsRejected { Documents = rejected });
        }

        if (faulted.Count > 0)
        {
            await context.Publish(new DocumentsFaulted { Documents = faulted }, context.CancellationToken);
        }

        log.BatchParsed(parsed.Count, rejected.Count, faulted.Count);
    }

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

    /// <summary>The original's bytes; null where they are gone or damaged.</summary>
    private async Task<byte[]?> ReadAsync(Arrival arrival, CancellationToken cancellation)
    {
        try
        {
            return await contents.ReadAsync(arrival.ContentHash!, cancellation);
        }
        catch (Exception failure) when (failure is FileNotFoundException or UnauthorizedAccessException or ArgumentException or EndOfStreamException)
        {
            log.ContentMissing(failure, arrival.Id, arrival.ContentHash!);
            return null;
        }
    }

    // Long texts go through the content store (claim check): the broker is for references.
    private async Task<DocumentParsed> InlineOrByHashAsync(Arrival arrival, ParsedDocument document, CancellationToken cancellation)
    {
        var message = new DocumentParsed { Arrival = arrival, ParsedAt = time.GetUtcNow() };
        if (document.Blocks.Sum(block => block.Text.Length) <= DocumentParsed.InlineLimit)
        {
            return message with { Document = document };
        }

        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, JsonSerializerOptions.Web));
        return message with { DocumentHash = (await contents.PutAsync(json, long.MaxValue, cancellation)).Hash };
    }

    private DocumentRefused Refuse(Arrival arrival, Reason reason) => new() { Arrival = arrival, RefusedAt = time.GetUtcNow(), Reason = reason };

    private static Reason Reason(string code, string sentence) => new() { Code = code, Message = sentence, Stage = "parser" };
}
