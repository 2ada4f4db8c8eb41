using System.Text;
using Lingua;
using Platform.Contracts;

namespace Platform.Parser.Metadata;

/// <summary>Tells the language of a text: from its small words where they leave no doubt, else by Lingua in low accuracy mode over all its 79 languages.</summary>
public sealed class Languages
{
    /// <summary>Fewer letters than this are too few to tell: null over guess.</summary>
    private const int FewestLetters = 40;

    /// <summary>More than this says nothing new: the cost grows with the length, the certainty does not.</summary>
    private const int SampleLength = 600;

    private readonly LanguageDetector _detector = LanguageDetectorBuilder.FromAllLanguages().WithLowAccuracyMode().Build();

    /// <summary>The finding for the language of most of the text; null where there is too little of it.</summary>
    public Finding? Detect(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var sample = Sample(blocks);
        if (sample.Count(char.IsLetter) < FewestLetters)
        {
            return null;
        }

        if (FunctionWords.Detect(sample) is { } plain)
        {
            return new Finding(Fields.Language, plain, "text", "function_words", 0.95);
        }

        var language = _detector.DetectLanguageOf(sample);
        return language == Lingua.Language.Unknown
            ? null
            : new Finding(Fields.Language, LanguageInfo.IsoCode6391(language).ToString().ToLowerInvariant(), "text", "trigrams", 0.9);
    }

    // From the beginning, the middle and the end, whole words: the first paragraph alone may be a foreign label or a quotation.
    private static string Sample(IReadOnlyList<Block> blocks)
    {
        var text = string.Join(' ', blocks.Where(block => block.Kind is not BlockKinds.Code and not BlockKinds.TableRow).Select(block => block.Text));
        if (text.Length <= SampleLength)
        {
            return text;
        }

        var sample = new StringBuilder(SampleLength + 3);
        const int Part = SampleLength / 3;
        foreach (var start in (ReadOnlySpan<int>)[0, (text.Length - Part) / 2, text.Length - Part])
        {
            var from = start == 0 ? 0 : text.IndexOf(' ', start, Part) is var space and >= 0 ? space + 1 : start;
            var end = Math.Min(text.Length, start + Part);
            var to = end == text.Length ? end : text.LastIndexOf(' ', end - 1, end - from) is var last && last > from ? last : end;
            sample.Append(text, from, to - from).Append(' ');
        }

        return sample.ToString();
    }
}
