using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Contracts;
using Platform.Storage.Deletions;
using Platform.Hosting;
using Platform.Storage.Records;

namespace Platform.Storage.EventLog;

/// <summary>Says in an event what one ending made true, with enough in it to act on without a call back.</summary>
public static class EventComposer
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The event of an arrival's end.</summary>
    /// <param name="ending">What was to be stored.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="revised">The revision that it became of a document that was there before; null where it did not.</param>
    public static EventRow Event(Ending ending, OutcomeRow outcome, Revised? revised)
    {
        ArgumentNullException.ThrowIfNull(ending);
        ArgumentNullException.ThrowIfNull(outcome);
        return new EventRow
        {
            Id = Guid.CreateVersion7(outcome.SettledAt),
            Type = revised is not null ? EventTypes.Revised : outcome.ReasonCode == ReasonCodes.Unpacked ? EventTypes.Unpacked : Type(outcome.Outcome),
            Time = outcome.SettledAt,
            Source = outcome.Source,
            ArrivalId = outcome.ArrivalId,
            DocumentId = outcome.DocumentId,
            Traceparent = Traces.Traceparent(outcome.ArrivalId),
            Data = JsonSerializer.Serialize(Data(ending, outcome, revised), Json),
        };
    }

    /// <summary>The event of a deletion.</summary>
    public static EventRow Deleted(TombstoneRow tombstone)
    {
        ArgumentNullException.ThrowIfNull(tombstone);
        return new EventRow
        {
            Id = Guid.CreateVersion7(tombstone.DeletedAt),
            Type = EventTypes.Deleted,
            Time = tombstone.DeletedAt,
            Source = tombstone.Source,
            ArrivalId = tombstone.ArrivalId,
            DocumentId = tombstone.DocumentId,
            Traceparent = Traces.Traceparent(tombstone.ArrivalId),
            Data = JsonSerializer.Serialize(
                new DocumentEventData
                {
                    ArrivalId = tombstone.ArrivalId,
                    DocumentId = tombstone.DocumentId,
                    DocumentUrl = $"/v1/documents/{tombstone.DocumentId}",
                    Location = tombstone.Location,
                    Source = tombstone.Source,
                    Name = tombstone.Name,
                    Size = tombstone.Size,
                    ContentHash = tombstone.ContentHash,
                    DeletedBy = tombstone.DeletedBy,
                    Reason = new DocumentEventReason { Code = tombstone.ReasonCode, Message = tombstone.Reason, Stage = "storage" },
                },
                Json),
        };
    }

    private static DocumentEventData Data(Ending ending, OutcomeRow outcome, Revised? revised)
    {
        // The bytes that the event is about: those of a document with a location are other ones after its next revision.
        var stored = outcome.Outcome == Outcomes.Stored ? ending.Document : null;
        int? revision = revised?.Revision ?? (stored is not null && ending.Arrival.Location is not null ? 1 : null);
        return Data(ending, outcome, stored) with
        {
            RawUrl = outcome.DocumentId is { } raw ? revision is null ? $"/v1/documents/{raw}/raw" : $"/v1/documents/{raw}/revisions/{revision}/raw" : null,
            Revision = revised?.Revision,
            CurrentRevision = revised is not null && revised.Current != revised.Revision ? revised.Current : null,
        };
    }

    private static DocumentEventData Data(Ending ending, OutcomeRow outcome, ParsedDocument? stored) => new()
    {
        ArrivalId = outcome.ArrivalId,
        ObservedAt = outcome.ObservedAt.ToUniversalTime(),
        Size = outcome.Size,
        DocumentId = outcome.DocumentId,
        DocumentUrl = outcome.DocumentId is { } id ? $"/v1/documents/{id}" : null,
        Location = ending.Arrival.Location,
        Source = outcome.Source,
        Name = outcome.Name,
        ContentHash = outcome.ContentHash,
        Title = stored?.Title,
        PublishedAt = stored?.PublishedAt,
        ModifiedAt = stored?.ModifiedAt,
        Authors = SomeOrNull(stored?.Authors),
        Publisher = stored?.Publisher,
        CanonicalUrl = stored?.CanonicalUrl,
        Description = stored?.Description,
        Language = stored?.Language,
        MediaType = stored?.MediaType,
        Tags = SomeOrNull(stored?.Tags),
        SourceTags = stored is null ? null : SomeOrNull(ending.Arrival.Tags),
        OperationId = ending.Arrival.Reparse?.Operation,
        Countries = Codes(stored, "country"),
        Organizations = Codes(stored, "organization"),
        Links = SomeOrNull(stored?.Links.Take(DocumentEventData.MaxLinks).Select(link => link.Url).ToList()),
        WordCount = stored?.WordCount,
        Attempt = outcome.Attempt > 1 ? outcome.Attempt : null,
        Reason = ending.Reason is not { } reason ? null : new DocumentEventReason { Code = reason.Code, Message = reason.Message, Stage = reason.Stage },
    };

    private static IReadOnlyList<string>? Codes(ParsedDocument? stored, string kind) => SomeOrNull(
        stored?.Mentions.Where(mention => mention.Kind == kind).Select(mention => mention.Code).Distinct(StringComparer.Ordinal).ToList());

    private static IReadOnlyList<string>? SomeOrNull(IReadOnlyList<string>? values) => values is { Count: > 0 } ? values : null;

    private static string Type(string outcome) => outcome switch
    {
        Outcomes.Stored => EventTypes.Stored,
        Outcomes.Duplicate => EventTypes.Duplicate,
        Outcomes.Rejected => EventTypes.Rejected,
        Outcomes.Failed => EventTypes.Failed,
        _ => throw new UnreachableException(outcome),
    };
}
