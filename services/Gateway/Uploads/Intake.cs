using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Uploads;

/// <summary>Takes documents in, from whichever door: the bytes go to the content store (1), then the Fetcher enters them in the ledger (2).</summary>
public sealed class Intake(UploadSettings settings, FileContentStore contents, Asker asker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Enters the documents as one batch.</summary>
    /// <param name="files">The documents.</param>
    /// <param name="key">The same key again is the same upload; null for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="BadHttpRequestException">The request holds no document, or too many, or cannot be read.</exception>
    /// <remarks>What else it throws, <see cref="Refusal"/> puts into words.</remarks>
    internal async Task<UploadEntered> EnterAsync(IAsyncEnumerable<UploadedFile> files, string? key, CancellationToken cancellation)
    {
        var documents = new List<UploadedDocument>();
        await foreach (var file in files.WithCancellation(cancellation))
        {
            if (documents.Count == settings.MaxDocuments)
            {
                throw new BadHttpRequestException($"it holds more than {settings.MaxDocuments} documents; send them in several.", StatusCodes.Status413PayloadTooLarge);
            }

            var stored = await contents.PutAsync(file.Content, settings.MaxBytes, cancellation); // (1)
            documents.Add(new UploadedDocument { Name = file.Name, ContentHash = stored.Hash, Size = stored.Size });
        }

        return documents.Count > 0
            ? await asker.AskAsync<EnterUpload, UploadEntered>(new EnterUpload { Documents = documents, IdempotencyKey = key }, Patience, cancellation) // (2)
            : throw new BadHttpRequestException("it holds no document.");
    }

    /// <summary>Why nothing was entered, with a status; null where the exception is none of those that are answered so.</summary>
    internal static ProblemHttpResult? Refusal(Exception failure) => failure switch
    {
        ContentTooLargeException large => TypedResults.Problem(
            $"A document is larger than {large.MaxBytes} bytes and nothing was taken; split it, or have the operator raise Uploads__MaxBytes.",
            statusCode: StatusCodes.Status413PayloadTooLarge),
        NoAnswerException => TypedResults.Problem(
            "The broker or the service that does this is away, and nothing was entered; send it again in a moment, with an Idempotency-Key to be safe.",
            statusCode: StatusCodes.Status503ServiceUnavailable),
        BadHttpRequestException => null,
        IOException or UnauthorizedAccessException => TypedResults.Problem(
            "The content store cannot take the bytes now; nothing was entered, send it again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => null,
    };
}
