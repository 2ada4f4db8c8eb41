using Npgsql;

namespace Platform.Storage.Search;

/// <summary>What waits for the search index, <c>library.unindexed</c>: written with the record, so nothing is missed.</summary>
internal static class IndexQueue
{
    /// <summary>
    /// Has the index take documents, also those that it has already. One that waits is written again too, so that the indexer cannot take it before this is committed; all in the order of
    /// their ids, as the indexer takes them.
    /// </summary>
    public static NpgsqlBatchCommand Enter(IEnumerable<Guid> documents)
    {
        var command = new NpgsqlBatchCommand("INSERT INTO library.unindexed SELECT * FROM unnest($1) ON CONFLICT (document_id) DO UPDATE SET document_id = excluded.document_id");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. documents.Distinct().Order()] });
        return command;
    }
}
