using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.arrivals</c>: one item ever observed, in exactly one state.</summary>
internal sealed class ArrivalRow
{
    public const string Waiting = "waiting", InFlight = "in_flight";

    /// <summary>Whether it ended without a document, so that it can be tried again.</summary>
    public bool IsRefused => State is Outcomes.Rejected or Outcomes.Failed;

    public required Guid Id { get; init; }

    public required string Source { get; init; }

    /// <summary>The batch that it belongs to.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>The lane that it travels in, one of <see cref="Lanes"/>.</summary>
    public string Lane { get; set; } = Lanes.Prompt;

    /// <summary>The label of <see cref="Path"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Raw bytes of the path below the watched folder.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public required byte[] Path { get; init; }

    /// <summary>Size in bytes when it was read; when it was observed, before that.</summary>
    public long Size { get; set; }

    /// <summary>The file's modification time when it was read, nanoseconds since 1970.</summary>
    public long ModifiedNs { get; set; }

    public string? ContentHash { get; set; }

    public required string State { get; set; }

    /// <summary>Which try this is: 1, and one more for each retry that an operator asked for.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>The operation that dismissed its rejection or failure; null where none did.</summary>
    public Guid? DismissedId { get; set; }

    /// <summary>How often it was published.</summary>
    public int Publishes { get; set; }

    /// <summary>How often it met a fault of ours.</summary>
    public int Faults { get; set; }

    /// <summary>When it is published again without an outcome, by the database's clock.</summary>
    public DateTimeOffset DueAt { get; set; }

    public string? ReasonCode { get; set; }

    public string? Reason { get; set; }

    public string? ReasonStage { get; set; }

    public Guid? DocumentId { get; set; }

    /// <summary>What the source says that the document is about.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public string[] Tags { get; set; } = [];

    /// <summary>The language that the source expects; null where it expects none.</summary>
    public string? Language { get; set; }

    /// <summary>The arrival that it was found in; null for what came by itself.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The label of its path inside its parent.</summary>
    public string? InnerPath { get; init; }

    /// <summary>The place that its document keeps while its content changes; null where it has none.</summary>
    public string? Location { get; init; }

    /// <summary>A <see cref="GivenFields"/> as JSON; null where nothing is known from beside its bytes.</summary>
    public string? Given { get; set; }

    /// <summary>What kind of container it is, one of <see cref="Containers.ContainerKinds"/>; null for none.</summary>
    public string? Container { get; set; }

    /// <summary>Since when what it holds is in the ledger.</summary>
    public DateTimeOffset? UnpackedAt { get; set; }

    public required DateTimeOffset ObservedAt { get; init; }

    public DateTimeOffset? FetchedAt { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    public RawPath RawPath => RawPath.Of(Path);

    public Arrival ToArrival() => new()
    {
        Id = Id,
        Source = Source,
        Name = Name,
        Size = Size,
        ContentHash = ContentHash,
        Tags = Tags,
        Language = Language,
        Parent = ParentId,
        InnerPath = InnerPath,
        Location = Location,
        Attempt = Attempt,
        Given = Given is null ? null : JsonSerializer.Deserialize<GivenFields>(Given, JsonSerializerOptions.Web),
        ObservedAt = ObservedAt,
    };

    public ReceiptLine ToReceipt() => new()
    {
        Path = Name,
        Size = Size,
        Hash = ContentHash,
        Outcome = State,
        ReasonCode = ReasonCode,
        Reason = Reason,
        DocumentId = DocumentId,
    };

    /// <summary>Why it is refused; null where it is not.</summary>
    public Reason? ToReason() => ReasonCode is null ? null : new Reason { Code = ReasonCode, Message = Reason ?? "", Stage = ReasonStage ?? "fetcher" };
}
