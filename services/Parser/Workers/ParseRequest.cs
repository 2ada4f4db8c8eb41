using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>One document for a worker, which reads its bytes itself.</summary>
public sealed record ParseRequest
{
    /// <summary>The arrival that it is, for the log; empty where it is none.</summary>
    [JsonIgnore]
    public Guid Arrival { get; init; }

    /// <summary>Absolute path of the file that holds the bytes.</summary>
    public required string Path { get; init; }

    /// <summary>The document's label, see <see cref="Content.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="Content.Url"/>.</summary>
    public string? Url { get; init; }

    /// <summary>See <see cref="Content.Given"/>.</summary>
    public GivenFields? Given { get; init; }

    /// <summary>See <see cref="Content.FetchedAt"/>.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>See <see cref="Content.ExpectedLanguage"/>.</summary>
    public string? ExpectedLanguage { get; init; }

    /// <summary>See <see cref="Content.Charset"/>.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether the file is packed with gzip, and the document what comes out of it.</summary>
    public bool IsPacked { get; init; }
}
