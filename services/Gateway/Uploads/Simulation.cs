using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Uploads;

/// <summary>What would become of a document: the Parser reads the bytes that pass, and nothing is stored.</summary>
public sealed class Simulation(PassingContents passing, Asker asker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    /// <summary>Answers for the one document of a request.</summary>
    internal async Task<IResult> RunAsync(IAsyncEnumerable<UploadedFile> files, UploadSettings settings, CancellationToken cancellation)
    {
        string? question = null, answer = null, name = null;
        try
        {
            await foreach (var file in files)
            {
                name = name is null ? file.Name : throw new BadHttpRequestException("simulate=true takes one document.");
                question = await passing.PutAsync(file.Content, settings.MaxBytes, cancellation);
            }

            if (question is null)
            {
                throw new BadHttpRequestException("it holds no document.");
            }

            var simulated = await asker.AskAsync<SimulateDocument, DocumentSimulated>(new SimulateDocument { Token = question, Name = name! }, Patience, cancellation);
            answer = simulated.Token;
            var record = answer is null ? null : JsonSerializer.Deserialize<ParsedDocument>(await passing.ReadAsync(answer, cancellation), JsonSerializerOptions.Web);
            return TypedResults.Json(new SimulationAnswer(record, simulated.Reason));
        }
        finally
        {
            Discard(question);
            Discard(answer);
        }
    }

    private void Discard(string? token)
    {
        if (token is not null)
        {
            passing.Discard(token);
        }
    }
}

/// <summary>What would become of a document; exactly one of the two is null.</summary>
/// <param name="Record">The record, without what only a stored document has.</param>
/// <param name="Reason">Why there would be none.</param>
public sealed record SimulationAnswer(ParsedDocument? Record, Reason? Reason);
