namespace Platform.Parser.Formats;

/// <summary>Which passages of a page its readers come for.</summary>
internal static class MainContent
{
    /// <summary>What is less probable than this is not kept, even where nothing else is.</summary>
    private const float Least = 0.1f;

    /// <summary>
    /// The passages to keep: those of which the expected harmonic mean of precision and recall, in words, is best. Where a page is sure of nothing, more is kept.
    /// </summary>
    /// <param name="texts">All passages of the page.</param>
    /// <param name="probabilities">How probable it is that each belongs to the content.</param>
    public static bool[] Choose(IReadOnlyList<string> texts, IReadOnlyList<float> probabilities)
    {
        var order = Enumerable.Range(0, texts.Count).OrderByDescending(at => probabilities[at]).ToArray();
        double expected = 0, hits = 0, kept = 0, best = -1;
        foreach (var at in order)
        {
            expected += probabilities[at] * Size(texts[at]);
        }

        var threshold = 1f;
        foreach (var at in order)
        {
            hits += probabilities[at] * Size(texts[at]);
            kept += Size(texts[at]);
            if (2 * hits / (kept + expected) is var score && score > best)
            {
                (best, threshold) = (score, probabilities[at]);
            }
        }

        threshold = Math.Max(threshold, Least);
        return [.. probabilities.Select(probability => probability >= threshold)];
    }

    private static int Size(string text) => 1 + (text.Length / 6);
}
