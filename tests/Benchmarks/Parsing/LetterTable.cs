using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks.Parsing;

/// <summary>
/// Makes the Parser's table of letter sequences, <c>services/Parser/Text/letters.br</c>, from the language models of the package SearchPioneer.Lingua (Apache-2.0), which
/// hold tens of millions of sequences: those whose loss would change the judgement of ordinary text stay, the others are read from shorter ones.
/// </summary>
/// <remarks>Called as <c>letters</c>; its result is committed, since making it takes half a minute and 2 GB.</remarks>
internal static class LetterTable
{
    private const int LongestSequence = 5;

    /// <summary>How much a sequence must change the logarithm of a text's probability, per letter, to be kept.</summary>
    private const double LeastGain = 3e-5;

    private static readonly string[] Names = ["unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"];

    public static async Task<int> WriteAsync(string models, string target)
    {
        var languages = Directory.GetDirectories(models).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToList();
        var kept = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        for (var language = 0; language < languages.Count; language++)
        {
            foreach (var (sequence, logarithm) in Kept(Path.Combine(models, languages[language])))
            {
                kept.TryAdd(sequence, new StringBuilder());
                kept[sequence].Append((char)('0' + language)).Append((char)('0' + Math.Clamp((int)Math.Round(-logarithm * 6), 0, 78)));
            }
        }

        await using var file = File.Create(target);
        await using var packed = new BrotliStream(file, CompressionLevel.SmallestSize);
        await using var lines = new StreamWriter(packed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await lines.WriteAsync(string.Join(' ', languages) + "\n");
        foreach (var (sequence, values) in kept.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await lines.WriteAsync($"{sequence}\t{values}\n");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{languages.Count} languages, {kept.Count} sequences, {kept.Values.Sum(value => value.Length / 2)} values"));
        return 0;
    }

    private static List<(string Sequence, double Logarithm)> Kept(string folder)
    {
        var conditional = new Dictionary<string, double>(StringComparer.Ordinal);
        var joint = new Dictionary<string, double>(StringComparer.Ordinal);
        var kept = new List<(string Sequence, double Logarithm)>();
        foreach (var name in Names.Take(LongestSequence).Select(name => Path.Combine(folder, name + ".json.br")).Where(File.Exists))
        {
            foreach (var (sequence, logarithm) in Read(name))
            {
                conditional[sequence] = logarithm;
                joint[sequence] = logarithm + (sequence.Length == 1 ? 0 : joint.GetValueOrDefault(sequence[..^1], -20));
                if (Gain(sequence, logarithm, joint[sequence], conditional) >= LeastGain)
                {
                    kept.Add((sequence, logarithm));
                }
            }
        }

        return kept;
    }

    private static double Gain(string sequence, double logarithm, double joint, Dictionary<string, double> conditional)
    {
        if (sequence.Length <= 2)
        {
            return 10 * Math.Exp(joint);
        }

        for (var from = 1; from < sequence.Length; from++)
        {
            if (conditional.TryGetValue(sequence[from..], out var shorter))
            {
                return Math.Exp(joint) * Math.Abs(logarithm - shorter + (0.9 * from));
            }
        }

        return 10 * Math.Exp(joint);
    }

    private static IEnumerable<(string Sequence, double Logarithm)> Read(string path)
    {
        using var file = new BrotliStream(File.OpenRead(path), CompressionMode.Decompress);
        using var model = JsonDocument.Parse(file);
        foreach (var share in model.RootElement.GetProperty("ngrams").EnumerateObject())
        {
            var parts = share.Name.Split('/');
            var logarithm = Math.Log(double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture));
            foreach (var sequence in share.Value.GetString()!.Split(' '))
            {
                yield return (sequence, logarithm);
            }
        }
    }
}
