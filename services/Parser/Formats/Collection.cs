using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>Several documents that came in one file, such as the messages of a mailbox or the entries of a feed, as one: each under its title as a heading and a line with its authors and date.</summary>
/// <param name="draft">Takes all of them.</param>
/// <param name="word">What one of them is called in the places of its blocks.</param>
internal sealed class Collection(Draft draft, string word)
{
    private const int MostWarnings = 50;
    private readonly BlockWriter _writer = new(draft);

    /// <summary>How many were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one behind the others.</summary>
    /// <param name="one">The document.</param>
    /// <param name="takesFields">Whether its fields are the whole's.</param>
    public void Add(Draft one, bool takesFields)
    {
        var place = $"{word} {++Count}";
        foreach (var finding in takesFields ? Fields.All.SelectMany(one.Findings) : [])
        {
            draft.Found(finding with { Where = $"{place} {finding.Where}" });
        }

        _writer.Add(new DraftBlock(BlockKinds.Heading, one.Value(Fields.Title) ?? "", $"{place} title", 2));
        _writer.Add(new DraftBlock(BlockKinds.Paragraph, string.Join(", ", one.Values(Fields.Authors).Append(one.Value(Fields.PublishedAt)).OfType<string>()), $"{place} authors and date"));
        one.Blocks.ForEach(block => _writer.Add(block with { Where = $"{place} {block.Where}", Level = block.Level is { } level ? Math.Clamp(level + 1, 3, 6) : null }));
        one.Removed.ForEach(removed => draft.Remove(removed.Kind, removed.Text, $"{place} {removed.Where}"));
        draft.Warnings.AddRange(draft.Warnings.Count < MostWarnings ? one.Warnings.Select(warning => $"In {place}: {warning}") : []);
        one.Links.ForEach(link => Links.Add(draft, link.Url, link.Text));
    }
}
