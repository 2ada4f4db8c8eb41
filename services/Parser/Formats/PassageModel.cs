using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>
/// How probable it is that a passage belongs to what readers come to a page for: a sum of small decision trees over <see cref="PassageFeatures"/>. Learned from pages whose
/// text is known by <c>Platform.Benchmarks passages</c>; the file holds thresholds and weights, nothing of any page.
/// </summary>
internal sealed class PassageModel
{
    private const int MostJudged = 20_000;
    private const int Tail = 1000;
    private const float Hopeless = 0.02f;
    private readonly Trees _first;
    private readonly Trees _second;

    private PassageModel(Trees first, Trees second) => (_first, _second) = (first, second);

    public static PassageModel Default { get; } = Load(typeof(PassageModel).Assembly.GetManifestResourceStream("passages.br")!);

    /// <summary>Reads what the training wrote: two groups of lines, for the first judgement and for the second, which knows the first.</summary>
    public static PassageModel Load(Stream packed)
    {
        using var reader = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress));
        var parts = reader.ReadToEnd().Split("\n\n");
        return new PassageModel(Trees.Read(parts[0].Split('\n')), Trees.Read(parts[1].TrimEnd().Split('\n')));
    }

    /// <summary>How probable it is for each passage that it belongs to the content: 0 to 1. Behind the first 20,000, passages are taken to be like the last ones judged.</summary>
    public float[] Judge(PassageFeatures features, int passages)
    {
        var judged = Math.Min(passages, MostJudged);
        using var rows = new FeatureTable(judged, PassageFeatures.Count + PassageContext.Count);
        for (var at = 0; at < judged; at++)
        {
            features.Write(at, rows.Row(at));
        }

        var first = _first.Probabilities(rows);
        features.Context(judged).Write(first, rows);
        var second = Again(rows, first);
        return passages == judged ? second : [.. second, .. Enumerable.Repeat(second.TakeLast(Tail).Average(), passages - judged)];
    }

    // Half of a page's passages are menus and the like beyond doubt, of which the second judgement says the same.
    private float[] Again(FeatureTable rows, float[] first)
    {
        var open = new List<int>(first.Length);
        for (var at = 0; at < first.Length; at++)
        {
            if (first[at] >= Hopeless)
            {
                open.Add(at);
            }
        }

        var second = _second.Probabilities(rows, CollectionsMarshal.AsSpan(open));
        float[] probabilities = [.. first];
        for (var at = 0; at < second.Length; at++)
        {
            probabilities[open[at]] = second[at];
        }

        return probabilities;
    }
}
