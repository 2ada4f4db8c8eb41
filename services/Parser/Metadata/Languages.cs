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

    /// <summary>So few may do where only one language is written in their script, or where no other comes near.</summary>
    private const int FewestDistinctive = 5;
    private const float Near = 7f;

    /// <summary>What names and terms of science look like, but hardly any text is in: by how much they must be more probable than others.</summary>
    private const float Rare = -4f;
    private static readonly string[] RareLanguages = ["la", "eo"];

    /// <summary>More than this says nothing new: the cost grows with the length, the certainty does not.</summary>
    private const int SampleLength = 600;

    private const int LongestWord = 32;

    /// <summary>Letters of a paragraph that are enough to tell its language with certainty.</summary>
    private const int PartLength = 160;
    private const int ShortestPart = 80;

    /// <summary>By how much the document's language must be more probable than others for half of a paragraph to be enough.</summary>
    private const float Plain = 6f;

    /// <summary>By how much another language must be more probable than the document's for a paragraph to be in it.</summary>
    private const float AnotherLanguage = 12f;

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
        return letters < FewestDistinctive ? null
            : OnlyOne(script) is { } only ? new Finding(Fields.Language, only, "text", "script", 0.95)
            : Best(Scores(text, script), letters < FewestLetters ? Near : 0) is { } language ? new Finding(Fields.Language, language, "text", "letters", 0.9)
            : null;
    }

    /// <summary>The language of one paragraph where it is certainly not the document's; null where it is, or where there is any doubt.</summary>
    public static string? Other(string text, string language)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < ShortestPart)
        {
            return null;
        }

        var part = text.AsSpan(0, Math.Min(text.Length, PartLength));
        if (FunctionWords.Confirm(part, language))
        {
            return null;
        }

        if (FunctionWords.Detect(part) is { } plain)
        {
            return plain == language ? null : plain;
        }

        var (script, letters) = MainScript(part);
        if (letters < ShortestPart / 2)
        {
            return null;
        }

        if (OnlyOne(script) is { } only)
        {
            return only == language ? null : only;
        }

        if (part.Length == PartLength && Best(Scores(part[..(PartLength / 2)], script), Plain) == language)
        {
            return null; // its first half says so already
        }

        var scores = Scores(part, script);
        var best = Best(scores, 0);
        return best is null || best == language || scores.Max() - scores[Letters.Shared.IndexOf(language)] < AnotherLanguage ? null : best;
    }

    // Latin letters in a text of another script are names and what the page added; the reverse is rare, so the other script counts double.
    private static (Script Script, int Letters) MainScript(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)Script.Han + 1];
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

    private static float[] Scores(ReadOnlySpan<char> text, Script script)
    {
        var letters = Letters.Shared;
        var scores = new float[letters.Languages.Count];
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
        foreach (var rare in RareLanguages)
        {
            scores[letters.IndexOf(rare)] += Rare;
        }

        CloseLanguages.Weigh(text, scores);
        return scores;
    }

    /// <summary>The most probable language, if the next one is less so by more than that.</summary>
    private static string? Best(ReadOnlySpan<float> scores, float margin)
    {
        var (best, next) = (0, float.MinValue);
        for (var at = 1; at < scores.Length; at++)
        {
            (best, next) = scores[at] > scores[best] ? (at, scores[best]) : (best, Math.Max(next, scores[at]));
        }

        return scores[best] - next > margin ? Letters.Shared.Languages[best] : null;
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
