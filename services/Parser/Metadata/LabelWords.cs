using System.Collections.Frozen;

namespace Platform.Parser.Metadata;

/// <param name="Field">One of <see cref="Fields"/>, or of the constants of <see cref="LabelWords"/>.</param>
/// <param name="Language">ISO 639-1 code of the language it is a word of, the first of several.</param>
/// <param name="NeedsValue">Whether the word is a label only where a value stands with it.</param>
internal sealed record Label(string Field, string Language, bool NeedsValue)
{
    /// <summary>How a date with slashes reads behind it; unknown in English, which half of the world writes the other way round.</summary>
    public bool? DayFirst => Language == "en" ? null : true;
}

/// <summary>The words of <c>Data/labels.txt</c>.</summary>
internal static class LabelWords
{
    /// <summary>Labels of things that are no field of the record: taken out and listed all the same.</summary>
    public const string Ignored = "";

    /// <summary>How often it was read: no field of the record, and always with a number.</summary>
    public const string Views = "views";

    private const string Byline = "byline";
    private static readonly WordFile Words = WordFile.From("labels.txt");

    /// <summary>By the words in lower case.</summary>
    public static FrozenDictionary<string, Label> All { get; } = Labels();

    /// <summary>The same, for words that are no string of their own.</summary>
    public static FrozenDictionary<string, Label>.AlternateLookup<ReadOnlySpan<char>> ByText { get; } = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words right before a name, without a colon, the longest first: "by".</summary>
    public static IReadOnlyList<string> Bylines { get; } = Words.Sections
        .SelectMany(language => Words.Kinds(language)).Where(entry => entry.Kind == Byline).Select(entry => entry.Word.Normalize())
        .Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).ToList();

    /// <summary>The longest label's length.</summary>
    public static int Longest { get; } = All.Keys.Max(label => label.Length);

    private static FrozenDictionary<string, Label> Labels()
    {
        var labels = new Dictionary<string, Label>(StringComparer.Ordinal);
        foreach (var language in Words.Sections)
        {
            foreach (var (kind, word) in Words.Kinds(language).Where(entry => entry.Kind != Byline))
            {
                labels.TryAdd(word.TrimStart('~').Normalize(), new Label(Field(kind), language, word[0] == '~'));
            }
        }

        return labels.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Field(string kind) => kind switch
    {
        "published" => Fields.PublishedAt,
        "updated" => Fields.ModifiedAt,
        "author" => Fields.Authors,
        "source" => Fields.Publisher,
        "tags" => Fields.Tags,
        Views => Views,
        _ => Ignored,
    };
}
