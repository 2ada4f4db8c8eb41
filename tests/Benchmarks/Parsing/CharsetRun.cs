using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.Parser.Text;

namespace Platform.Benchmarks.Parsing;

/// <summary>How often a text comes back exactly from each charset that its language was written in, over the sentences of a folder with a file for each language.</summary>
internal static class CharsetRun
{
    private const int LeastLength = 200;

    private static readonly (string Languages, string Charsets)[] Written =
    [
        ("af ca cy da de en es eu fi fr ga id is it la lg mi ms nb nl nn om pt sn so sq st sv sw tl tn ts xh zu", "windows-1252 iso-8859-1 iso-8859-15 macintosh ibm850"),
        ("en de fr es it sv fi", "ibm437"), ("is", "ibm861 x-mac-icelandic"), ("da nb nn", "ibm865"), ("pt", "ibm860"), ("fr", "ibm863"),
        ("pl cs sk hu sl hr bs ro sq de", "windows-1250 iso-8859-2 ibm852"), ("pl cs sk hu sl de", "x-mac-ce"), ("hr bs sl", "x-mac-croatian"), ("ro", "x-mac-romanian"),
        ("lt lv et", "windows-1257 iso-8859-13 iso-8859-4 ibm775"), ("tr az de", "windows-1254 iso-8859-9 ibm857 x-mac-turkish"), ("eo", "iso-8859-3"),
        ("ru uk be bg mk sr kk mn", "windows-1251 iso-8859-5 koi8-r koi8-u cp866 ibm855 x-mac-cyrillic x-mac-ukrainian"),
        ("el", "windows-1253 iso-8859-7 ibm737 ibm869 x-mac-greek"), ("ar fa ur", "windows-1256 iso-8859-6 dos-720 x-mac-arabic"), ("he", "windows-1255 iso-8859-8 ibm862"),
        ("th", "windows-874 tis-620"), ("vi", "windows-1258"), ("zh", "gb18030 gb2312 big5"), ("ja", "shift_jis euc-jp iso-2022-jp"), ("ko", "euc-kr ks_c_5601-1987 iso-2022-kr"),
    ];

    /// <param name="folder">Sentences, a file for each language, named by its code.</param>
    /// <param name="isVerbose">Whether each text that came back wrong is printed.</param>
    /// <param name="isTold">Whether the share of each charset and language that is not always right is printed.</param>
    /// <returns>The share of texts that came back exactly, and texts per second.</returns>
    public static (double Right, double PerSecond) Run(string folder, bool isVerbose = false, bool isTold = false)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var tallies = new SortedDictionary<string, (int Right, int All)>(StringComparer.Ordinal);
        var clock = new Stopwatch();
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var language = Path.GetFileNameWithoutExtension(file);
            var samples = Samples(File.ReadAllLines(file));
            var charsets = Written.Where(row => row.Languages.Split(' ').Contains(language, StringComparer.Ordinal)).SelectMany(row => row.Charsets.Split(' '));
            foreach (var charset in charsets.Concat(["utf-8", "utf-16", "utf-16be"]))
            {
                foreach (var sample in samples)
                {
                    if (Encode(sample, charset) is not { } bytes)
                    {
                        continue;
                    }

                    clock.Start();
                    var decoded = Charsets.Decode(bytes);
                    clock.Stop();
                    var isRight = decoded?.Text.Normalize() == sample.Normalize();
                    Count(tallies, charset, isRight);
                    Count(tallies, "language " + language, isRight);
                    Count(tallies, "all", isRight);
                    if (!isRight && isVerbose)
                    {
                        Console.WriteLine($"{language} {charset} read as {decoded?.Charset}: {FirstDifference(sample.Normalize(), decoded?.Text.Normalize() ?? "")}");
                    }
                }
            }
        }

        var total = tallies["all"];
        var perSecond = total.All / clock.Elapsed.TotalSeconds;
        foreach (var (name, (right, all)) in tallies.Where(tally => isTold && (tally.Key == "all" || tally.Value.Right < tally.Value.All)))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {(double)right / all:0.0000} of {all}"));
        }

        return ((double)total.Right / total.All, perSecond);
    }

    // Whole sentences, joined until they are long enough.
    private static List<string> Samples(string[] sentences)
    {
        var samples = new List<string>();
        var sample = "";
        foreach (var sentence in sentences)
        {
            sample += (sample.Length > 0 ? "\n" : "") + sentence;
            if (sample.Length >= LeastLength)
            {
                samples.Add(sample);
                sample = "";
            }
        }

        return samples;
    }

    // Null where the charset does not hold the text, or where the text is nothing but ASCII. Vietnamese in windows-1258 has its tones as marks of their own.
    private static byte[]? Encode(string text, string charset)
    {
        var encoding = Encoding.GetEncoding(charset, new EncoderExceptionFallback(), new DecoderExceptionFallback());
        try
        {
            var bytes = encoding.GetBytes(charset == "windows-1258" ? string.Concat(text.Select(Toned)) : text);
            return encoding.GetString(bytes).Normalize() == text.Normalize() && !Ascii.IsValid(text) ? bytes : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static string Toned(char letter)
    {
        var parts = letter.ToString().Normalize(NormalizationForm.FormD);
        var tone = parts.IndexOfAny(['\u0300', '\u0301', '\u0303', '\u0309', '\u0323']);
        return tone < 0 ? letter.ToString() : parts.Remove(tone, 1).Normalize() + parts[tone];
    }

    private static string FirstDifference(string right, string found)
    {
        var at = right.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{right[Math.Max(0, at - 12)..Math.Min(right.Length, at + 8)]} | {found[Math.Min(found.Length, Math.Max(0, at - 12))..Math.Min(found.Length, at + 8)]}".ReplaceLineEndings(" ");
    }

    private static void Count(SortedDictionary<string, (int Right, int All)> tallies, string name, bool isRight)
    {
        var (right, all) = tallies.GetValueOrDefault(name);
        tallies[name] = (right + (isRight ? 1 : 0), all + 1);
    }
}
