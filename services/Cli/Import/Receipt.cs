using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Cli.Import;

/// <summary>What became of each file: written to a file as it is known, and the first refusals kept to be shown.</summary>
internal sealed class Receipt : IAsyncDisposable
{
    private const int Shown = 20;
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SemaphoreSlim _one = new(1);
    private readonly StreamWriter? _file;
    private readonly bool _csv;

    /// <param name="path">A file that ends in <c>.csv</c> or <c>.jsonl</c>; null for none.</param>
    /// <exception cref="CommandException">It cannot be written, or has another ending.</exception>
    public Receipt(string? path)
    {
        if (path is null)
        {
            return;
        }

        _csv = Path.GetExtension(path) switch
        {
            ".csv" => true,
            ".jsonl" => false,
            _ => throw new CommandException(ExitCodes.Usage, "The receipt is written as .csv or .jsonl; give --receipt a file that ends so."),
        };
        try
        {
            _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.CannotCreate, $"The receipt cannot be written: {unwritable.Message}", unwritable);
        }

        if (_csv)
        {
            _file.Write(ReceiptLine.CsvHeader);
        }
    }

    /// <summary>Whether each line is wanted, not only those of refusals.</summary>
    public bool IsWanted => _file is not null;

    /// <summary>The first files that became no record.</summary>
    public List<ReceiptLine> Refusals { get; } = [];

    /// <summary>Notes what became of a file.</summary>
    public async Task AddAsync(ReceiptLine line)
    {
        await _one.WaitAsync();
        try
        {
            if (line.Outcome is not (Outcomes.Stored or Outcomes.Duplicate) && Refusals.Count < Shown)
            {
                Refusals.Add(line);
            }

            if (_file is not null)
            {
                await _file.WriteAsync(_csv ? line.ToCsv() : JsonSerializer.Serialize(line, SnakeCase) + "\n");
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads the lines of a batch from the server.</summary>
    public async Task AddBatchAsync(Server server, Guid batch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Uri($"/v1/batches/{batch}/receipt?format=json"));
        using var answer = await server.SendAsync(request, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable<ReceiptLine>(body, SnakeCase, cancellation))
        {
            await AddAsync(line!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        _one.Dispose();
    }
}
