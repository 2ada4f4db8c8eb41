using System.Text;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// Tells the language of a text: from its small words where they leave no doubt, else from its script where only one language is written in it, else by how probable its
/// letters are in each language.
/// </summary>
public static class Languages
{
    /// <summary>Fewer letters than this are too few to tell: null over guess. A syllable or an ideograph counts as two.</summary>
    private const int FewestLetters = 10;

    /// <summary>More than this says nothing new: the cost grows with the length, the certainty does not.</summary>
    private const int SampleLength = 600;

    /// <summary>By how much, in natural logarithms, the best language must be more probable than the next.</summary>
    private const float LeastMargin = 0f;

    private const int LongestWord = 32;

    /// <summary>The finding for the language of most of the text; null where there is too little of it.</summary>
    public static Finding? Detect(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return Detect(Sample(blocks));
    }

    /// <summary>The finding for the language of one text; null where there is too little of it.</summary>
    public static Finding? Detect(string text)
    {
        if (FunctionWords.Detect(text) is { } plain)
        {
            return new Finding(Fields.Language, plain, "text", "function_words", 0.95);
        }

        var (script, letters) = MainScript(text);
        return letters < FewestLetters ? null
            : OnlyOne(script) is { } only ? new Finding(Fields.Language, only, "text", "script", 0.95)
            : ByLetters(text, script);
    }

    // Latin letters in a text of another script are names and what the page added; the reverse is rare, so the other script counts double.
    private static (Script Script, int Letters) MainScript(string text)
    {
        Span<int> counts = stackalloc int[Enum.GetValues<Script>().Length];
        foreach (var letter in text)
        {
            counts[(int)Scripts.Of(letter)] += letter < '\u0250' ? 1 : 2;
        }

        counts[(int)Script.None] = 0;
        if (counts[(int)Script.Kana] * 10 > counts[(int)Script.Han])
        {
            (counts[(int)Script.Kana], counts[(int)Script.Han]) = (counts[(int)Script.Kana] + counts[(int)Script.Han], 0);
        }

        var most = 0;
        for (var at = 1; at < counts.Length; at++)
        {
            most = counts[at] > counts[most] ? at : most;
        }

        var script = (Script)most;
        return (script, script is Script.Cyrillic or Script.Greek or Script.Armenian ? counts[most] / 2 : counts[most]);
    }

    private static string? OnlyOne(Script script) => script switch
    {
        Script.Greek => "el",
        Script.Armenian => "hy",
        Script.Hebrew => "he",
        Script.Bengali => "bn",
        Script.Gurmukhi => "pa",
        Script.Gujarati => "gu",
        Script.Tamil => "ta",
        Script.Telugu => "te",
        Script.Sinhala => "si",
        Script.Thai => "th",
        Script.Georgian => "ka",
        Script.Hangul => "ko",
        Script.Kana => "ja",
        Script.Han => "zh",
        _ => null,
    };

    private static Finding? ByLetters(string text, Script script)
    {
        var letters = Letters.Shared;
        Span<float> scores = stackalloc float[letters.Languages.Count];
        Span<char> word = stackalloc char[LongestWord];
        var length = 0;
        foreach (var letter in text)
        {
            if (char.IsLetter(letter) && Scripts.Of(letter) == script && length < LongestWord)
            {
                word[length++] = char.ToLowerInvariant(letter);
            }
            else if (length > 0)
            {
                letters.Add(word[..length], scores);
                length = 0;
            }
        }

        letters.Add(word[..length], scores);
        CloseLanguages.Weigh(text, letters.Languages, scores);
        return Best(scores);
    }

    private static Finding? Best(ReadOnlySpan<float> scores)
    {
        int best = 0, next = 1;
        for (var at = 1; at < scores.Length; at++)
        {
            (best, next) = scores[at] > scores[best] ? (at, best) : (best, at == next || scores[at] > scores[next] ? at : next);
        }

        return scores[best] - scores[next] < LeastMargin ? null : new Finding(Fields.Language, Letters.Shared.Languages[best], "text", "letters", 0.9);
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
