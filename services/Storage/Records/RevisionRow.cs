using System.Text.Json;

namespace Platform.Storage.Records;

/// <summary>A row of <c>library.revisions</c>: a revision that is not its document's current one.</summary>
public sealed class RevisionRow
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required Guid DocumentId { get; init; }

    public required int Revision { get; init; }

    public required Guid ArrivalId { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>The whole row of <c>library.records</c>, by the names of its columns.</summary>
    public required string Record { get; init; }

    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>When another became the current one; null for one that came late and never was.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>A record as a revision.</summary>
    public static RevisionRow Of(RecordRow record, DateTimeOffset? replacedAt)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new RevisionRow
        {
            DocumentId = record.DocumentId,
            Revision = record.Revision,
            ArrivalId = record.ArrivalId,
            ContentHash = record.ContentHash,
            Record = JsonSerializer.Serialize(record, SnakeCase),
            StoredAt = record.StoredAt,
            ReplacedAt = replacedAt,
        };
    }
}
