using System.Globalization;
using System.Text;

namespace Platform.Benchmarks;

/// <summary>Documents of about 3 KB, half plain statements with a left-over label and half HTML articles, no two alike, the same for the same seed.</summary>
public static class SampleDocuments
{
    private static readonly string[] Nouns =
        ("harbour authority region council agreement winter timetable carrier quay border trade minister office statement road bridge river market export season price "
        + "report meeting session committee president member union country citizen service school hospital energy station railway airport company worker project budget "
        + "support measure decision security partner dialogue conference visit delegation proposal development economy industry science university culture museum history")
        .Split(' ');

    private static readonly string[] Verbs =
        "opens supports discusses expects signs notes plans reviews prepares announces considers extends protects rebuilds measures follows joins leaves keeps explains".Split(' ');

    private static readonly string[] Links =
        "of the|in the|and the|for the|with a|that the|before the|after the|to the|on the|which was by the|from the|not only the|about a|during the".Split('|');

    /// <summary>Writes <paramref name="count"/> documents into a folder and returns their names.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, int count, string series)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            var (name, text) = Document(series, number);
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
            names.Add(name);
        }

        return names;
    }

    public static (string Name, string Text) Document(string series, int number)
    {
        var random = new Random(HashCode(series) + number);
        var title = string.Create(CultureInfo.InvariantCulture, $"{Sentence(random, 5).TrimEnd('.')} {series} {number}");
        var paragraphs = Enumerable.Range(0, 7).Select(_ => string.Join(' ', Enumerable.Range(0, 4).Select(_ => Sentence(random, 14)))).ToList();
        var name = string.Create(CultureInfo.InvariantCulture, $"{series}-{number:00000}");
        return number % 2 == 0
            ? (name + ".txt", $"Дата публикации\n\n{title}\n\n{string.Join("\n\n", paragraphs)}\n")
            : (name + ".html", $"""
                <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
                <meta property="article:published_time" content="2024-03-{1 + (number % 28):00}T09:30:00+03:00"></head>
                <body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>{title}</h1>{string.Concat(paragraphs.Select(text => $"<p>{text}</p>\n"))}</article></body></html>
                """);
    }

    // English as its readers know it: nearly half of the words are small ones.
    private static string Sentence(Random random, int words)
    {
        var text = new StringBuilder("The ").Append(Nouns[random.Next(Nouns.Length)]).Append(' ').Append(Verbs[random.Next(Verbs.Length)]).Append(" the ").Append(Nouns[random.Next(Nouns.Length)]);
        for (var word = 5; word < words; word += 3)
        {
            text.Append(' ').Append(Links[random.Next(Links.Length)]).Append(' ').Append(Nouns[random.Next(Nouns.Length)]);
        }

        return text.Append('.').ToString();
    }

    // string.GetHashCode differs from run to run; documents must not.
    private static int HashCode(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
