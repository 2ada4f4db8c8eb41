using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Platform.Hosting;

/// <summary>
/// One line an event: time, level, category with the event's id, sentence, and behind it what the line is about as fields: <c>arrival_id=…</c>, <c>batch_id=…</c>, <c>trace_id=…</c>.
/// </summary>
internal sealed class ConsoleLine() : ConsoleFormatter(FormatterName)
{
    /// <summary>As <c>Logging__Console__FormatterName</c> spells it; <c>json</c> is .NET's own.</summary>
    public const string FormatterName = "line";

    private static readonly (string Field, string Shown)[] Fields = [("ArrivalId", "arrival_id"), ("ArrivalIds", "arrival_ids"), ("BatchId", "batch_id"), ("TraceId", "trace_id")];

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        textWriter.Write(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $": {logEntry.Category}[{logEntry.EventId.Id}] "));
        textWriter.Write(OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } failure)
        {
            textWriter.Write(' ');
            textWriter.Write(OneLine(failure.ToString()));
        }

        var found = new Dictionary<string, object>(StringComparer.Ordinal);
        scopeProvider?.ForEachScope(static (scope, into) => Take(scope, into), found);
        if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> own)
        {
            // A line about one arrival of several is about that one.
            if (own.FirstOrDefault(field => field.Key == "ArrivalId").Value is Guid arrival)
            {
                found.Clear();
                found["TraceId"] = Traces.IdOf(arrival);
            }

            Take(own, found);
        }

        foreach (var (field, shown) in Fields)
        {
            if (found.TryGetValue(field, out var value))
            {
                textWriter.Write(string.Create(CultureInfo.InvariantCulture, $" {shown}={value}"));
            }
        }

        textWriter.WriteLine();
    }

    private static void Take(object? scope, Dictionary<string, object> into)
    {
        if (scope is IEnumerable<KeyValuePair<string, object?>> fields)
        {
            foreach (var (name, value) in fields)
            {
                if (value is not null && Array.Exists(Fields, field => field.Field == name))
                {
                    into[name] = value;
                }
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
