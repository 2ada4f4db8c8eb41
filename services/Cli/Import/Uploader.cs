using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Cli.Import;

/// <summary>Sends requests until the server has entered each file, or said why it does not take it.</summary>
/// <param name="server">The server.</param>
/// <param name="journal">What an earlier run entered.</param>
/// <param name="refused">Told of each file that is not taken, and why.</param>
internal sealed class Uploader(Server server, Journal journal, Action<LocalFile, string> refused)
{
    private const int MostBreaks = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10), LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Sends one request; in halves where the server does not take it whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="entered">Told of each batch and how many files it has.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="CommandException">The server is away for more than ten minutes, or does not let us in.</exception>
    public async Task SendAsync(UploadRequest request, Func<Guid, int, ValueTask> entered, CancellationToken cancellation)
    {
        var pending = new Stack<UploadRequest>([request]);
        while (pending.TryPop(out var next))
        {
            if (next.Files.FirstOrDefault(file => file.Size < 0) is { } lost)
            {
                refused(lost, "The file cannot be read: it is gone, or its name is no UTF-8.");
                Push(next.Without(lost));
            }
            else if (journal.BatchOf(next.Key) is { } known)
            {
                await entered(known, next.Files.Count);
            }
            else
            {
                var (batch, problem, unreadable) = await TryAsync(next, cancellation);
                if (batch is { } id)
                {
                    journal.Enter(next.Key, id);
                    await entered(id, next.Files.Count);
                }
                else if (unreadable is not null)
                {
                    refused(unreadable.File, $"The file cannot be read: {unreadable.Message}");
                    Push(next.Without(unreadable.File));
                }
                else if (next.Files.Count == 1)
                {
                    refused(next.Files[0], problem!);
                }
                else
                {
                    foreach (var half in next.Halves().Reverse())
                    {
                        pending.Push(half);
                    }
                }
            }
        }

        void Push(UploadRequest? rest)
        {
            if (rest is not null)
            {
                pending.Push(rest);
            }
        }
    }

    private async Task<(Guid? Batch, string? Problem, UnreadableFileException? Unreadable)> TryAsync(UploadRequest next, CancellationToken cancellation)
    {
        var (waited, pause, breaks) = (TimeSpan.Zero, TimeSpan.FromSeconds(1), 0);
        while (true)
        {
            string problem;
            try
            {
                using var form = next.Form();
                using var message = new HttpRequestMessage(HttpMethod.Post, server.Uri("/v1/documents")) { Content = form };
                message.Headers.Add("Idempotency-Key", next.Key);
                message.Headers.ExpectContinue = true; // what is too large is refused before it is sent
                using var answer = await server.TryAsync(message, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return ((await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).At("batch_id")!.Value.GetGuid(), null, null);
                }

                problem = await server.SentenceAsync(answer, cancellation);
                if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity)
                {
                    return (null, problem, null);
                }

                if (Server.Code(answer.StatusCode) != ExitCodes.Unavailable)
                {
                    throw new CommandException(Server.Code(answer.StatusCode), problem);
                }
            }
            catch (CommandException away) when (away.Code == ExitCodes.Unavailable)
            {
                if (UnreadableFileException.Beneath(away) is { } unreadable)
                {
                    return (null, null, unreadable);
                }

                // A connection that is cut while we send, again and again, is how some servers say that it is too much.
                problem = away.Message;
                if (away.InnerException is HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError) } && ++breaks == MostBreaks)
                {
                    return (null, $"The server ends the connection while this file is sent; it may be larger than it takes ({problem})", null);
                }
            }

            if (waited >= Patience)
            {
                throw new CommandException(ExitCodes.Unavailable, $"{problem} Nothing is lost: run the same command again to go on.");
            }

            await Task.Delay(pause, cancellation);
            waited += pause;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
