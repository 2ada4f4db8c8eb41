using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.dead_letters</c>: a message whose readers ended or threw again and again, kept as it was. Here it can be looked at as often as one likes; in a queue each look would count as a delivery.</summary>
internal sealed class DeadLetterRow
{
    public required Guid Id { get; init; }

    /// <summary>The queue that it died in.</summary>
    public required string Queue { get; init; }

    /// <summary>Why, as the broker says it: <c>delivery_limit</c>, <c>rejected</c>, <c>maxlen</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What kind of message it is, such as <c>DocumentsParsed</c>; null where it does not say.</summary>
    public string? Type { get; init; }

    public string? MessageId { get; init; }

    public string? ContentType { get; init; }

    /// <summary>All its headers as a JSON object of strings, those of its death among them.</summary>
    public required string Headers { get; init; }

    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public required byte[] Body { get; init; }

    public required DateTimeOffset DiedAt { get; init; }

    public DateTimeOffset? ReturnedAt { get; set; }

    public string? ReturnedBy { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<DeadLetterRow>(letter =>
    {
        letter.ToTable("dead_letters");
        letter.HasKey(row => row.Id);
        letter.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        letter.Property(row => row.Queue).HasColumnName("queue");
        letter.Property(row => row.Reason).HasColumnName("reason");
        letter.Property(row => row.Type).HasColumnName("type");
        letter.Property(row => row.MessageId).HasColumnName("message_id");
        letter.Property(row => row.ContentType).HasColumnName("content_type");
        letter.Property(row => row.Headers).HasColumnName("headers").HasColumnType("jsonb");
        letter.Property(row => row.Body).HasColumnName("body");
        letter.Property(row => row.DiedAt).HasColumnName("died_at");
        letter.Property(row => row.ReturnedAt).HasColumnName("returned_at");
        letter.Property(row => row.ReturnedBy).HasColumnName("returned_by");
        letter.HasIndex(row => row.Id).HasFilter("returned_at IS NULL").HasDatabaseName("dead_letters_waiting");
    });
}
