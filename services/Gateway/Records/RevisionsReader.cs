using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Platform.Gateway.Records;

/// <summary>Compares revisions of a document.</summary>
public sealed class RevisionsReader(RecordsReader records, IOptions<JsonOptions> json)
{
    /// <summary>What differs between any two, and what follows from the text: neither is told as a change of a field.</summary>
    private static readonly HashSet<string> Untold = new(StringComparer.Ordinal)
    {
        "id", "arrival_id", "revision", "stored_at", "raw_url", "text", "blocks", "evidence", "removed", "quotations", "mentions", "links",
    };

    /// <summary>What changed between two revisions; null where one of them does not exist.</summary>
    public async Task<Difference?> CompareAsync(Guid document, int from, int to, CancellationToken cancellation) =>
        await records.FindAsync(document, from, cancellation) is { } before && await records.FindAsync(document, to, cancellation) is { } after
            ? new Difference(document, from, to, Fields(before, after), TextDifference.Of(Paragraphs(before), Paragraphs(after)))
            : null;

    private static List<string> Paragraphs(StoredDocument document) => [.. document.Parsed.Blocks.Select(block => block.Text)];

    private List<FieldChange> Fields(StoredDocument before, StoredDocument after)
    {
        var (old, changed) = (Shown(before), Shown(after));
        return [.. old.Where(field => !Untold.Contains(field.Key) && !JsonNode.DeepEquals(field.Value, changed[field.Key]))
            .Select(field => new FieldChange(field.Key, field.Value?.DeepClone(), changed[field.Key]?.DeepClone()))];
    }

    private JsonObject Shown(StoredDocument document) => JsonSerializer.SerializeToNode(DocumentRecord.OfRevision(document), json.Value.SerializerOptions)!.AsObject();
}
