using System.Text.Json.Nodes;

namespace Platform.Gateway.Records;

/// <summary>One revision of a document in the list of them.</summary>
/// <param name="Revision">Its number, from 1 on in the order of storing.</param>
/// <param name="Current">Whether it is what the document shows: the one that was observed last.</param>
/// <param name="ArrivalId">The arrival that brought it.</param>
/// <param name="Title">The document's title then.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ContentHash">SHA-256 of its bytes.</param>
/// <param name="ObservedAt">When its source saw it; null where that is not kept any more.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="ReplacedAt">When another became the current one; null for the current one, and for one that came late and never was.</param>
/// <param name="Url">Where it is read.</param>
public sealed record RevisionSummary(
    int Revision, bool Current, Guid ArrivalId, string? Title, long Size, string ContentHash, DateTimeOffset? ObservedAt, DateTimeOffset StoredAt, DateTimeOffset? ReplacedAt, string Url);

/// <summary>A page of revisions.</summary>
/// <param name="Revisions">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record RevisionPageAnswer(IReadOnlyList<RevisionSummary> Revisions, int? Next);

/// <summary>What changed from one revision of a document to another.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="From">The revision before.</param>
/// <param name="To">The revision after; it may be the older one.</param>
/// <param name="Fields">The fields that differ.</param>
/// <param name="Text">The text, paragraph by paragraph: all of it, those that are the same too.</param>
public sealed record Difference(Guid DocumentId, int From, int To, IReadOnlyList<FieldChange> Fields, IReadOnlyList<ParagraphChange> Text);

/// <summary>A field whose value differs, named as in the record.</summary>
public sealed record FieldChange(string Field, JsonNode? Before, JsonNode? After);

/// <summary>A paragraph of either text.</summary>
/// <param name="Change"><c>same</c>, <c>removed</c> or <c>added</c>.</param>
/// <param name="Text">The paragraph.</param>
public sealed record ParagraphChange(string Change, string Text)
{
    /// <summary>In both.</summary>
    public const string Same = "same";

    /// <summary>In the revision before only.</summary>
    public const string Removed = "removed";

    /// <summary>In the revision after only.</summary>
    public const string Added = "added";
}
