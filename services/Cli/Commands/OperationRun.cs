using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary>Begins an operation and follows it to its end.</summary>
internal static class OperationRun
{
    /// <summary>Begins it, and prints how it ended, or that it has begun.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">Where it is asked for.</param>
    /// <param name="order">What is asked.</param>
    /// <param name="wait">Whether to wait for its end.</param>
    /// <param name="json">Whether to print the answer as it came.</param>
    /// <param name="cancellation">Ends the waiting; the operation goes on.</param>
    /// <returns>The exit code: not all well where something was refused or failed.</returns>
    public static async Task<int> BeginAsync(Server server, string path, object order, bool wait, bool json, CancellationToken cancellation)
    {
        var operation = await server.PostAsync(path, order, cancellation);
        while (wait && operation.Text("state") == "running")
        {
            if (!Console.IsErrorRedirected)
            {
                await Console.Error.WriteAsync($"\r{Summary(operation),-100}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            operation = await server.GetAsync($"/v1/operations/{operation.Text("id")}", cancellation);
        }

        if (!Console.IsErrorRedirected)
        {
            await Console.Error.WriteAsync('\r');
        }

        if (json)
        {
            Print.Answer(operation);
        }
        else
        {
            Print.Say($"{operation.Text("state")}: {Summary(operation)} (operation {operation.Text("id")}){(operation.Text("problem") is { } problem ? " " + problem : "")}");
            var changes = Counts(operation, "changes");
            if (changes.Length > 0)
            {
                Print.Say($"changed: {changes}");
            }
        }

        var refused = operation.Number("items.rejected") + operation.Number("items.failed");
        return operation.Text("state") is "done" or "running" && refused == 0 ? ExitCodes.Success : ExitCodes.NotAllWell;
    }

    private static string Summary(JsonElement operation)
    {
        var counts = Counts(operation, "items");
        return $"{Print.Count(operation.Number("total"))} in all{(counts.Length > 0 ? ": " + counts : "")}";
    }

    private static string Counts(JsonElement operation, string name) => operation.At(name) is { ValueKind: JsonValueKind.Object } counts
        ? string.Join(", ", counts.EnumerateObject().Where(item => item.Value.TryGetInt64(out var count) && count > 0).Select(item => $"{item.Value.GetInt64()} {item.Name.Replace('_', ' ')}"))
        : "";
}
