using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Uploads;

/// <summary>Takes documents in, from whichever door: the bytes go to the content store (1), then the Fetcher enters them in the ledger (2).</summary>
public sealed class Intake(UploadSettings settings, FileContentStore contents, DiskGuard disk, Asker asker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Enters the documents as one batch.</summary>
    /// <param name="files">The documents.</param>
    /// <param name="key">The same key again is the same upload; null for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="BadHttpRequestException">The request holds no document, or too many, or cannot be read.</exception>
    /// <exception cref="NoRoomException">The disk is nearly full.</exception>
    /// <remarks>What else it throws, <see cref="Refusal"/> puts into words.</remarks>
    internal async Task<UploadEntered> EnterAsync(IAsyncEnumerable<UploadedFile> files, string? key, CancellationToken cancellation)
    {
        if (disk.Problem is { } full)
        {
            throw new NoRoomException(full);
        }

        var (documents, staged) = (new List<UploadedDocument>(), new List<StagedContent>());
        try
        {
            await foreach (var file in files.WithCancellation(cancellation))
            {
                if (documents.Count == settings.MaxDocuments)
                {
                    throw new BadHttpRequestException($"it holds more than {settings.MaxDocuments} documents; send them in several.", StatusCodes.Status413PayloadTooLarge);
                }

                staged.Add(await contents.StageAsync(file.Content, settings.MaxBytes, cancellation));
                documents.Add(new UploadedDocument { Name = file.Name, ContentHash = staged[^1].Content.Hash, Size = staged[^1].Content.Size });
            }

            if (documents.Count == 0)
            {
                throw new BadHttpRequestException("it holds no document.");
            }

            // Held until they are entered: a document of the same bytes may be deleted at this moment.
            using var hold = await contents.HoldAsync(documents.Select(document => document.ContentHash), cancellation);
            var kept = staged.ToList();
            staged.Clear();
            await contents.KeepAsync(kept); // (1)
            return await asker.AskAsync<EnterUpload, UploadEntered>(new EnterUpload { Documents = documents, IdempotencyKey = key }, Patience, cancellation); // (2)
        }
        finally
        {
            staged.ForEach(FileContentStore.Discard); // of a request that was refused
        }
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
        NoRoomException full => TypedResults.Problem(full.Message, statusCode: StatusCodes.Status507InsufficientStorage),
        BadHttpRequestException => null,
        IOException or UnauthorizedAccessException => TypedResults.Problem(
            "The content store cannot take the bytes now; nothing was entered, send it again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => null,
    };
}

/// <summary>Nothing is taken while the disk is nearly full; the message says so for whoever sent it.</summary>
internal sealed class NoRoomException(string why) : Exception(why);
