using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Platform.Contracts;
using Platform.Gateway.Search;

namespace Platform.Gateway.Operations;

/// <summary>
/// What is to be parsed again: the documents that meet everything that is given, of each list any value; with <see cref="Reason"/> not documents, but the arrivals that were refused for it.
/// An empty one means every document.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReparseFilter
{
    /// <summary>Most values in one list.</summary>
    public const int MaxValues = 1000;

    private const int MaxLength = 255;

    /// <summary>Words, as in a search.</summary>
    [JsonPropertyName("q")]
    public string? Q { get; init; }

    [JsonPropertyName("language"), Description("ISO 639-1 codes.")]
    public string[] Language { get; init; } = [];

    [JsonPropertyName("source"), Description("Names of sources; one for refused arrivals.")]
    public string[] Source { get; init; } = [];

    [JsonPropertyName("tag"), Description("Tags, of the document or of its source.")]
    public string[] Tag { get; init; } = [];

    [JsonPropertyName("media_type"), Description("Media types.")]
    public string[] MediaType { get; init; } = [];

    [JsonPropertyName("mention"), Description("Countries and organizations by their codes.")]
    public string[] Mention { get; init; } = [];

    [JsonPropertyName("missing"), Description("Fields without a value, such as published_at.")]
    public string[] Missing { get; init; } = [];

    [JsonPropertyName("from"), Description("First day of publication.")]
    public string? From { get; init; }

    [JsonPropertyName("to"), Description("Last day of publication.")]
    public string? To { get; init; }

    [JsonPropertyName("parser_version"), Description("Versions of the rules that made the records.")]
    public string[] ParserVersion { get; init; } = [];

    [JsonPropertyName("parser_before"), Description("Records of older rules than this version, such as 0.2.0.")]
    public string? ParserBefore { get; init; }

    [JsonPropertyName("format"), Description("What the name ends with, such as pdf.")]
    public string? Format { get; init; }

    [JsonPropertyName("batch"), Description("What came together, as long as the ledger keeps it.")]
    public string? Batch { get; init; }

    [JsonPropertyName("id"), Description("Ids of documents.")]
    public string[] Id { get; init; } = [];

    [JsonPropertyName("reason"), Description("The code of a rejection or failure: these arrivals are tried again, not documents.")]
    public string? Reason { get; init; }

    /// <summary>The parts that are given, by name, a list value by value.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, string Value)> Parts => Lists.SelectMany(list => list.Values.Select(value => (list.Name, value)))
        .Concat(Texts.Where(text => !string.IsNullOrEmpty(text.Value)).Select(text => (text.Name, text.Value!)));

    /// <summary>What the search index is asked.</summary>
    [JsonIgnore]
    public SearchQuery Search => new(Q, Language, Source, Tag, MediaType, Mention, Missing, From, To);

    private IEnumerable<(string Name, string[] Values)> Lists =>
        [("language", Language), ("source", Source), ("tag", Tag), ("media_type", MediaType), ("mention", Mention), ("missing", Missing), ("parser_version", ParserVersion), ("id", Id)];

    private IEnumerable<(string Name, string? Value)> Texts =>
        [("q", Q), ("from", From), ("to", To), ("parser_before", ParserBefore), ("format", Format), ("batch", Batch), ("reason", Reason)];

    /// <summary>Reads a filter from an address or a form.</summary>
    public static ReparseFilter Of(Func<string, StringValues> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ReparseFilter
        {
            Q = Text("q"), Language = List("language"), Source = List("source"), Tag = List("tag"), MediaType = List("media_type"), Mention = List("mention"), Missing = List("missing"), From = Text("from"),
            To = Text("to"), ParserVersion = List("parser_version"), ParserBefore = Text("parser_before"), Format = Text("format"), Batch = Text("batch"), Id = List("id"), Reason = Text("reason"),
        };

        string? Text(string name) => value(name).ToString() is { Length: > 0 } text ? text : null;
        string[] List(string name) => [.. value(name).Where(text => !string.IsNullOrEmpty(text)).Select(text => text!)];
    }

    /// <summary>An address with the filter in its query.</summary>
    public string Address(string path) => QueryHelpers.AddQueryString(path, Parts.Select(part => new KeyValuePair<string, string?>(part.Name, part.Value)));

    /// <summary>One sentence about what is wrong with it; null where nothing is.</summary>
    public string? Problem()
    {
        if (Lists.FirstOrDefault(list => list.Values.Length > MaxValues) is { Name: { } many })
        {
            return $"{many} takes at most {MaxValues} values.";
        }

        if (Parts.FirstOrDefault(part => part.Value.Length > MaxLength || part.Value.Contains('\0', StringComparison.Ordinal)) is { Name: { } name } && name != "q")
        {
            return $"{name} is longer than {MaxLength} characters, or holds one that is no text.";
        }

        return Search.Problem()
            ?? (Id.FirstOrDefault(id => !Guid.TryParse(id, out _)) is { } bad ? $"id must be ids of documents; {bad[..Math.Min(60, bad.Length)]} is none." : null)
            ?? (Batch is not null && !Guid.TryParse(Batch, out _) ? "batch must be an id, such as 0197a000-0000-7000-8000-000000000000." : null)
            ?? (ParserBefore is not null && !IsVersion(ParserBefore) ? "parser_before must be a version such as 0.2.0." : null)
            ?? (Reason is not null && (Parts.FirstOrDefault(part => part.Name is not ("reason" or "source" or "format" or "batch")) is { Name: not null } || Source.Length > 1)
                ? "With reason, refused arrivals are meant: one source, a format and a batch can be given beside it, and nothing else." : null);
    }

    /// <summary>The refused arrivals that are meant, where <see cref="Reason"/> is given; the filter has no problem.</summary>
    internal RefusalFilter ToRefusals() => new()
    {
        Reason = Reason, Source = Source.FirstOrDefault(), Format = Format?.TrimStart('.').ToLowerInvariant(), Batch = Batch is null ? null : Guid.Parse(Batch, CultureInfo.InvariantCulture), Dismissed = true,
    };

    private static bool IsVersion(string text) => text.Split('.') is { Length: 3 } parts && Array.TrueForAll(parts, part => part.Length is > 0 and < 7 && part.All(char.IsAsciiDigit));
}
