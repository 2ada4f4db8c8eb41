using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources;

/// <summary>The ledger row of a document that was had from a feed, site or mailbox.</summary>
internal static class PolledArrival
{
    /// <summary>A row in flight.</summary>
    /// <param name="settings">Its source.</param>
    /// <param name="location">The place that its document keeps; null where it has none.</param>
    /// <param name="label">What people see.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="now">When it was had.</param>
    public static ArrivalRow Row(SourceSettings settings, string? location, string label, Guid batch, DateTimeOffset now, string lane, string? given)
    {
        var path = RawPath.Of(label);
        return new ArrivalRow
        {
            Id = Guid.CreateVersion7(now),
            Source = settings.Name,
            BatchId = batch,
            Lane = lane,
            Name = path.ToString(),
            Path = path.Bytes,
            State = ArrivalRow.InFlight,
            Tags = [.. settings.Tags],
            Language = settings.Language,
            Location = location,
            Given = given,
            ObservedAt = now,
            FetchedAt = now,
        };
    }

    /// <summary>The row with why it is refused.</summary>
    public static ArrivalRow Refuse(this ArrivalRow row, string code, string message)
    {
        (row.ReasonCode, row.Reason, row.ReasonStage) = (code, message.Length > 500 ? message[..499] + "…" : message, "fetcher");
        return row;
    }

    /// <summary>The row with its bytes.</summary>
    public static ArrivalRow Hold(this ArrivalRow row, string hash, long size)
    {
        (row.ContentHash, row.Size) = (hash, size);
        return row;
    }

    /// <summary>What stands beside the bytes, with the address that they were had from and the charset that was named with them.</summary>
    public static string GivenAt(string? given, Uri address, string? charset) => JsonSerializer.Serialize(
        ((given is null ? null : JsonSerializer.Deserialize<GivenFields>(given, JsonSerializerOptions.Web)) ?? new GivenFields()) with
        {
            Url = null,
            FetchedFrom = address.AbsoluteUri.Length <= WebLocation.Longest ? address.AbsoluteUri : null,
            DeclaredCharset = charset is { Length: > 0 and <= 40 } && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? charset : null,
        },
        JsonSerializerOptions.Web);

    /// <summary>The batch of one look at a source.</summary>
    public static BatchRow Batch(SourceSettings settings, string kind, string name, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Source = settings.Name,
        Kind = kind,
        Name = name.Length > 200 ? name[..200] : name,
        Path = [],
        OpenedAt = now,
    };
}
