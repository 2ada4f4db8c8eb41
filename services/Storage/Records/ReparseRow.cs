using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Storage.Records;

/// <summary>A row of <c>library.reparses</c>: what became of one document in one operation. While it is there, the same document in the same operation is answered by it.</summary>
public sealed class ReparseRow
{
    public required Guid OperationId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>One of <see cref="ReparseStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>The revision that it became; null where it changed nothing.</summary>
    public int? Revision { get; init; }

    public string? ReasonCode { get; init; }

    public string? Reason { get; init; }

    public string? ReasonStage { get; init; }

    /// <summary>JSON: for each field that changed what it said before and what it says now, see <see cref="Change"/>.</summary>
    public required string Changes { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>As it is told.</summary>
    public ReparseResult ToResult() => new()
    {
        Operation = OperationId,
        DocumentId = DocumentId,
        State = State,
        Reason = ReasonCode is null ? null : new Reason { Code = ReasonCode, Message = Reason!, Stage = ReasonStage! },
    };
}

/// <summary>What one field said and says; null for nothing. Of long values 200 characters around the first difference.</summary>
public sealed record Change([property: JsonPropertyName("before")] string? Before, [property: JsonPropertyName("after")] string? After);
