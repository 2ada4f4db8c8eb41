namespace Platform.Storage.Records;

/// <summary>A row of <c>library.aliases</c>: a further location of a document, such as the address of its print view. Its own is <see cref="RecordRow.Location"/>.</summary>
public sealed class AliasRow
{
    public required string Location { get; init; }

    public required Guid DocumentId { get; init; }
}
