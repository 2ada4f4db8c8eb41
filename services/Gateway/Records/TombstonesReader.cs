using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>What is left of a deleted document.</summary>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="DeletedBy">Who did.</param>
/// <param name="Reason">Why, with a stable code.</param>
public sealed record Tombstone(Guid DocumentId, string Name, string Source, DateTimeOffset DeletedAt, string DeletedBy, Reason Reason)
{
    /// <summary>All of it in a sentence or two.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture, $"The document was deleted on {DeletedAt.UtcDateTime:yyyy-MM-dd 'at' HH:mm:ss} UTC by {DeletedBy}: {Reason.Message}");

    /// <summary>As the reason on an arrival whose document is gone.</summary>
    public static Reason OnArrival(string code, string why, string by, DateTimeOffset at)
    {
        var sentence = string.Create(CultureInfo.InvariantCulture, $"Its document was deleted on {at.UtcDateTime:yyyy-MM-dd 'at' HH:mm:ss} UTC by {by}: {why}");
        return new Reason { Code = code, Message = sentence.Length > 500 ? sentence[..499] + "…" : sentence, Stage = "storage" };
    }
}

/// <summary>Reads what is left of deleted documents.</summary>
public sealed class TombstonesReader(NpgsqlDataSource database)
{
    /// <summary>That of one document; null where it was not deleted.</summary>
    public async Task<Tombstone?> FindAsync(Guid document, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT document_id, name, source, deleted_at, deleted_by, reason_code, reason FROM library.tombstones WHERE document_id = $1");
        command.Parameters.AddWithValue(document);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new Tombstone(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), new Reason { Code = row.GetString(5), Message = row.GetString(6), Stage = "storage" })
            : null;
    }

    /// <summary>Says why there is no such document: it was deleted (410), or never was (404).</summary>
    internal async Task<ProblemHttpResult> MissingAsync(string id, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && await FindAsync(document, cancellation) is { } tombstone
            ? TypedResults.Problem(
                tombstone.Sentence, statusCode: StatusCodes.Status410Gone,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["deleted_at"] = tombstone.DeletedAt, ["deleted_by"] = tombstone.DeletedBy, ["reason_code"] = tombstone.Reason.Code, ["reason"] = tombstone.Reason.Message,
                })
            : RecordEndpoints.NotFound("document", id);
}
