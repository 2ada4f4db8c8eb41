namespace Platform.Gateway.Records;

/// <summary>What a document has to do with another one.</summary>
/// <param name="Kind">One of <see cref="RelationKinds"/>.</param>
/// <param name="Score">What both have in common: the share of three-word sequences, 0.7 to 1; 1 for the same text; null for parents and children.</param>
/// <param name="DocumentId">The other document; null where it has none, such as an archive or a child that was rejected.</param>
/// <param name="ArrivalId">The arrival that the relation is about, for parents and children; null otherwise.</param>
/// <param name="InnerPath">Of a child its path inside this document, of a parent the path of this document inside it; null otherwise.</param>
/// <param name="Title">The other document's title.</param>
/// <param name="Name">Its label within its source.</param>
/// <param name="Source">Its source.</param>
/// <param name="Language">Its language.</param>
/// <param name="PublishedAt">When it was published, as it says.</param>
/// <param name="StoredAt">When its current revision was stored; null where there is no document.</param>
public sealed record DocumentRelation(
    string Kind, double? Score, Guid? DocumentId, Guid? ArrivalId, string? InnerPath, string? Title, string Name, string Source, string? Language, string? PublishedAt, DateTimeOffset? StoredAt)
{
    /// <summary>Where the other document is read, or where there is none its arrival.</summary>
    public string Url => DocumentId is { } document ? $"/v1/documents/{document}" : $"/v1/arrivals/{ArrivalId}";
}

/// <summary>The kinds of relations.</summary>
public static class RelationKinds
{
    /// <summary>The same words in the same order, in other bytes or another format.</summary>
    public const string SameText = "same_text";

    /// <summary>Nearly the same words.</summary>
    public const string NearDuplicate = "near_duplicate";

    /// <summary>The mail, archive or mailbox that it was found in.</summary>
    public const string Parent = "parent";

    /// <summary>What was found in it.</summary>
    public const string Child = "child";
}

/// <summary>The relations of a document.</summary>
/// <param name="Relations">Those of one kind together, the best or newest first.</param>
/// <param name="Compared">Whether the document as it is now was compared with the others yet; seconds after it was stored.</param>
public sealed record RelationsAnswer(IReadOnlyList<DocumentRelation> Relations, bool Compared);
