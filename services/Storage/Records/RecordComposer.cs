using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;

namespace Platform.Storage.Records;

/// <summary>Makes the row of a parsed document.</summary>
internal static class RecordComposer
{
    /// <summary>The form of what lies in columns of JSON.</summary>
    internal static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same without what says nothing, nulls and empty lists: most of what a record's dozen pieces of evidence could say, they do not.</summary>
    private static readonly JsonSerializerOptions Kept = new(SnakeCase)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmptyLists } },
    };

    /// <summary>The record of an ending with a document, as the first revision of a document of its own.</summary>
    public static RecordRow Record(Ending ending, DateTimeOffset now)
    {
        var document = ending.Document!;
        return new RecordRow
        {
            DocumentId = Guid.CreateVersion7(now),
            Location = ending.Locations.LastOrDefault(),
            ArrivalId = ending.Arrival.Id,
            ContentHash = ending.Arrival.ContentHash!,
            Source = ending.Arrival.Source,
            Name = ending.Arrival.Name,
            Size = ending.Arrival.Size,
            MediaType = document.MediaType,
            Charset = document.Charset,
            Title = document.Title,
            Authors = [.. document.Authors],
            PublishedAt = document.PublishedAt,
            ModifiedAt = document.ModifiedAt,
            Language = document.Language,
            Publisher = document.Publisher,
            CanonicalUrl = document.CanonicalUrl,
            Description = document.Description,
            Subtitle = document.Subtitle,
            Tags = [.. document.Tags],
            Quotations = JsonSerializer.Serialize(document.Quotations, Kept),
            Mentions = JsonSerializer.Serialize(document.Mentions, Kept),
            Links = JsonSerializer.Serialize(document.Links, Kept),
            Partial = document.Partial,
            Text = document.Text,
            Blocks = JsonSerializer.Serialize(document.Blocks.Select(StoredBlock.Of), Kept),
            Evidence = JsonSerializer.Serialize(document.Evidence, Kept),
            Removed = JsonSerializer.Serialize(document.Removed, Kept),
            Warnings = [.. document.Warnings],
            WordCount = document.WordCount,
            ParserVersion = document.ParserVersion,
            SourceTags = [.. ending.Arrival.Tags],
            ExpectedLanguage = ending.Arrival.Language,
            Given = ending.Arrival.Given is { } given ? JsonSerializer.Serialize(given, Kept) : null,
            StoredAt = now,
        };
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var list in type.Properties.Where(property => property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))))
        {
            list.ShouldSerialize = (_, value) => value is not ICollection { Count: 0 };
        }
    }
}
