using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser;

/// <summary>A document between its format and its normalized form: blocks, and what each rule proposes for each field.</summary>
public sealed class Draft(string mediaType)
{
    private const int MostLost = 8;
    private const int LongestQuote = 200;
    private const int LongestRemoved = 500;
    private const int MostRemoved = 200;
    private readonly List<Finding> _findings = [];

    public string MediaType { get; } = mediaType;

    /// <summary>The text's parts in reading order.</summary>
    public List<DraftBlock> Blocks { get; } = [];

    /// <summary>Whether the bytes were decoded with one charset; false for formats that carry their own.</summary>
    public bool HasCharset { get; init; } = true;

    /// <summary>Whether the format has a place of its own for the title, so that none is looked for in the text.</summary>
    public bool StatesTitle { get; init; }

    /// <summary>Whether the document was read only in part; a warning says why.</summary>
    public bool Partial { get; set; }

    /// <summary>Whether it takes no more text, so that there is no sense in reading on. A part that is damaged makes it partial, not full.</summary>
    public bool IsFull { get; set; }

    public List<Removed> Removed { get; } = [];

    /// <summary>Where the text points, in its order, each address once.</summary>
    public List<Link> Links { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Found(Finding? finding)
    {
        if (finding is not null)
        {
            _findings.Add(finding);
        }
    }

    public void Remove(string kind, string text, string where)
    {
        if (Removed.Count < MostRemoved && text.Length > 0)
        {
            Removed.Add(new Removed { Kind = kind, Text = Cut(text, LongestRemoved), Where = where });
        }
    }

    /// <summary>All that was proposed for a field, in the order it was found.</summary>
    public IEnumerable<Finding> Findings(string field) => _findings.Where(finding => finding.Field == field);

    /// <summary>The value that wins for a field.</summary>
    public string? Value(string field) => Winner(field)?.Value;

    /// <summary>
    /// All values of the rule that wins, for a field that may have several. What a page's data name in several places is complete in each: those of the winning
    /// place count, as the authors of cited works are named by the same means.
    /// </summary>
    public IReadOnlyList<string> Values(string field) => Values(field, Winner(field));

    /// <summary>The evidence for a field: the winner, or that no rule found anything, and what lost.</summary>
    public Evidence EvidenceFor(string field)
    {
        var winner = Winner(field);
        var values = Values(field, winner);
        return new Evidence
        {
            Field = field,
            Value = winner?.Value is null ? null : Fields.IsList(field) ? string.Join("; ", values) : winner.Value,
            Where = winner?.Where,
            Quote = winner?.Quote is { } quote ? Cut(quote, LongestQuote) : null,
            Rule = winner?.Rule ?? "not_found",
            Confidence = Math.Round(winner?.Confidence ?? 0, 2),
            Lost = _findings.Exists(finding => finding.Field == field && !ReferenceEquals(finding, winner)) ? Lost(field, values, winner) : [],
        };
    }

    private List<Candidate> Lost(string field, IReadOnlyList<string> values, Finding? winner) => _findings
        .Where(finding => finding.Field == field && finding.Value is not null && finding.Where is not null && !values.Contains(finding.Value) && finding.Value != winner?.Value)
        .OrderByDescending(finding => finding.Confidence)
        .Select(finding => new Candidate { Value = Cut(finding.Value!, LongestQuote), Where = finding.Where!, Rule = finding.Rule })
        .Distinct()
        .Take(MostLost)
        .ToList();

    private IReadOnlyList<string> Values(string field, Finding? winner) => winner?.Value is null ? []
        : !Fields.IsList(field) ? [winner.Value]
        : _findings.Where(finding => finding.Field == field && finding.Rule == winner.Rule && finding.Value is not null && (finding.Where == winner.Where || winner.Rule is not ("meta" or "json_ld")))
            .Select(finding => finding.Value!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    private Finding? Winner(string field)
    {
        Finding? winner = null;
        foreach (var finding in _findings)
        {
            winner = finding.Field == field && (winner is null || finding.Confidence > winner.Confidence) ? finding : winner;
        }

        return winner;
    }

    // Never through the middle of a surrogate pair.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}

/// <summary>A part of the text with the place it stands at.</summary>
/// <param name="Kind">One of <see cref="BlockKinds"/>.</param>
/// <param name="Text">Clean, trimmed, not empty.</param>
/// <param name="Where">Its place, such as <c>line 3</c> or <c>article/p[2]</c>.</param>
/// <param name="Level">Of a heading, 1 to 6.</param>
public sealed record DraftBlock(string Kind, string Text, string Where, int? Level = null)
{
    public Block ToBlock() => new() { Kind = Kind, Text = Text, Level = Level };
}
