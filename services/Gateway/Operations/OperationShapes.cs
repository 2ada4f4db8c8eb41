using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Gateway.Failures;

namespace Platform.Gateway.Operations;

/// <summary>What is sent to begin an operation.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewOperation
{
    /// <summary><c>retry</c> or <c>dismiss</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>Which rejected and failed arrivals; all that are not dismissed where it is left out.</summary>
    [JsonPropertyName("filter")]
    public RefusalShape? Filter { get; init; }

    /// <summary>Begin nothing, only count and show a sample.</summary>
    [JsonPropertyName("preview")]
    public bool Preview { get; init; }

    /// <summary>For a retry: try one before the rest, and go on only where it becomes a document.</summary>
    [JsonPropertyName("canary")]
    public bool Canary { get; init; }

    /// <summary>What you want to remember of it, at most 500 characters.</summary>
    [JsonPropertyName("note")]
    public string? Note { get; init; }
}

/// <summary>A <see cref="RefusalFilter"/> in the API's spelling: those that meet everything that is given.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RefusalShape
{
    /// <summary><c>rejected</c> or <c>failed</c>.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    /// <summary>A reason's code.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>The stage that gave it.</summary>
    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    /// <summary>Name of a source.</summary>
    [JsonPropertyName("source")]
    public string? Source { get; init; }

    /// <summary>Id of a batch.</summary>
    [JsonPropertyName("batch")]
    public string? Batch { get; init; }

    /// <summary>Id of one arrival.</summary>
    [JsonPropertyName("arrival")]
    public string? Arrival { get; init; }

    /// <summary>What the name ends with, such as <c>pdf</c>.</summary>
    [JsonPropertyName("format")]
    public string? Format { get; init; }

    /// <summary>Observed then or later (RFC 3339).</summary>
    [JsonPropertyName("observed_from")]
    public string? ObservedFrom { get; init; }

    /// <summary>Observed before then (RFC 3339).</summary>
    [JsonPropertyName("observed_until")]
    public string? ObservedUntil { get; init; }

    /// <summary>Dismissed ones too.</summary>
    [JsonPropertyName("dismissed")]
    public bool Dismissed { get; init; }

    /// <summary>Reads the filter; tells what cannot be read.</summary>
    public string? TryRead(out RefusalFilter filter) => RefusalQuery.TryRead(
        name => name switch
        {
            "state" => State,
            "reason" => Reason,
            "stage" => Stage,
            "source" => Source,
            "batch" => Batch,
            "arrival" => Arrival,
            "format" => Format,
            "observed_from" => ObservedFrom,
            "observed_until" => ObservedUntil,
            "dismissed" => Dismissed ? "true" : null,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, message: null),
        },
        out filter);

    /// <summary>The shape of a filter that an operation keeps.</summary>
    public static RefusalShape Of(string json)
    {
        var filter = JsonSerializer.Deserialize<RefusalFilter>(json, JsonSerializerOptions.Web)!;
        var parts = RefusalQuery.Parts(filter).ToDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal);
        return new RefusalShape
        {
            State = filter.State,
            Reason = filter.Reason,
            Stage = filter.Stage,
            Source = filter.Source,
            Batch = parts.GetValueOrDefault("batch"),
            Arrival = parts.GetValueOrDefault("arrival"),
            Format = filter.Format,
            ObservedFrom = parts.GetValueOrDefault("observed_from"),
            ObservedUntil = parts.GetValueOrDefault("observed_until"),
            Dismissed = filter.Dismissed,
        };
    }
}

/// <summary>What an operation would be about.</summary>
/// <param name="Count">How many arrivals.</param>
/// <param name="Sample">The first of them, at most 10.</param>
public sealed record OperationPreview(long Count, IReadOnlyList<RefusedArrival> Sample);

/// <summary>An operation and how far it is.</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="Kind"><c>retry</c>, <c>dismiss</c> or <c>reparse</c>.</param>
/// <param name="State"><c>running</c>; then <c>done</c>, <c>stopped</c> (the one that was tried first did not succeed) or <c>cancelled</c>.</param>
/// <param name="Problem">Why it ended before its last item; null where it did not.</param>
/// <param name="Filter">The arrivals that it was asked for; of an operation on documents it says nothing.</param>
/// <param name="Documents">The documents that it was asked for; null where that are arrivals.</param>
/// <param name="Charset">The charset that a reparse reads in; null where that is left as it is.</param>
/// <param name="Canary">Whether one is tried before the rest.</param>
/// <param name="Note">The operator's note.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="Total">How many arrivals it is about.</param>
/// <param name="Items">How many of them are <c>pending</c>, <c>under_way</c>, <c>stored</c>, <c>duplicate</c>, <c>rejected</c>, <c>failed</c>, <c>dismissed</c>, <c>skipped</c>,
/// of documents <c>changed</c>, <c>unchanged</c> and <c>kept</c> (their bytes would be rejected now, the record stays); they add up to the total.</param>
/// <param name="Changes">Of a reparse of documents, asked for alone: in how many records each field changed.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
public sealed record OperationState(
    Guid Id, string Kind, string State, string? Problem, RefusalShape Filter, ReparseFilter? Documents, string? Charset, bool Canary, string? Note, string RequestedBy, int Total,
    IReadOnlyDictionary<string, int> Items, IReadOnlyDictionary<string, int>? Changes, DateTimeOffset BegunAt, DateTimeOffset? EndedAt);

/// <summary>One arrival of an operation.</summary>
/// <param name="ArrivalId">The arrival.</param>
/// <param name="Name">Its label; null where it was removed from the ledger.</param>
/// <param name="State">As in <see cref="OperationState.Items"/>.</param>
/// <param name="Before">The code of the reason for which it was refused before.</param>
/// <param name="Reason">The code of the reason for which it is refused now.</param>
/// <param name="Message">The sentence to it, or why it was skipped.</param>
/// <param name="DocumentId">The document, where there is one now.</param>
/// <param name="Revision">The revision that a reparse made of it; null where it made none.</param>
/// <param name="Changes">What a reparse changed, field by field.</param>
/// <param name="EndedAt">When it got its result.</param>
public sealed record OperationItem(
    Guid ArrivalId, string? Name, string State, string? Before, string? Reason, string? Message, Guid? DocumentId, int? Revision, IReadOnlyList<ItemChange> Changes, DateTimeOffset? EndedAt);

/// <summary>What one field said before a reparse and says now, null for nothing; of long values 200 characters around the first difference.</summary>
/// <param name="Field">The field, as the record spells it.</param>
/// <param name="Before">Before.</param>
/// <param name="After">Now.</param>
public sealed record ItemChange(string Field, string? Before, string? After);

/// <summary>A page of operations.</summary>
/// <param name="Operations">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record OperationPage(IReadOnlyList<OperationState> Operations, Guid? Next);

/// <summary>A page of the items of an operation.</summary>
/// <param name="Items">In the order in which they are worked through.</param>
/// <param name="Next">Give it as <c>after</c> for the page behind this one; null on the last page.</param>
public sealed record OperationItemPage(IReadOnlyList<OperationItem> Items, Guid? Next);
