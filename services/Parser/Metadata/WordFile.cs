using System.Reflection;

namespace Platform.Parser.Metadata;

/// <summary>Words as a file in <c>Data</c> gives them, by section; see the README there.</summary>
internal sealed class WordFile
{
    private const string Prefix = "Platform.Parser.Data.";
    private readonly Dictionary<string, List<string>> _sections = new(StringComparer.Ordinal);

    private WordFile()
    {
    }

    /// <summary>Reads a language's file, and the country names that CLDR has for it.</summary>
    public static WordFile Of(string language)
    {
        var words = new WordFile();
        words.Read($"Mentions.{language}.txt", null);
        words.Read("country-names.txt", language);
        return words;
    }

    /// <summary>Reads one file of <c>Data</c>.</summary>
    public static WordFile From(string file)
    {
        var words = new WordFile();
        words.Read(file, null);
        return words;
    }

    /// <summary>A section's entries: "RU Russian Federation | …" becomes the code and each word.</summary>
    public IEnumerable<(string Code, string Word)> Coded(string section) =>
        from entry in Entries(section, ';')
        let cut = entry.IndexOf(' ', StringComparison.Ordinal)
        from word in (cut < 0 ? entry : entry[cut..]).Split('|', StringSplitOptions.TrimEntries)
        select (cut < 0 ? entry : entry[..cut], word);

    /// <summary>The names of all sections.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>A section's lines "kind: word | word".</summary>
    public IEnumerable<(string Kind, string Word)> Kinds(string section) =>
        from line in _sections.GetValueOrDefault(section, [])
        let cut = line.IndexOf(':', StringComparison.Ordinal)
        from word in line[(cut + 1)..].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select (line[..cut], word);

    /// <summary>A section's entries that stand between bars.</summary>
    public IEnumerable<string> Listed(string section) => Entries(section, '|');

    /// <summary>A section's entries with what follows their colons.</summary>
    public IEnumerable<(string Name, string[] Parts)> Explained(string section) =>
        from entry in Entries(section, ';')
        let cut = entry.IndexOf(':', StringComparison.Ordinal)
        select (cut < 0 ? entry : entry[..cut].Trim(), cut < 0 ? [] : entry[(cut + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private IEnumerable<string> Entries(string section, char mark) => _sections.TryGetValue(section, out var lines)
        ? lines.SelectMany(line => line.Split(mark, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        : [];

    private void Read(string resource, string? only)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + resource);
        if (stream is null)
        {
            return; // a language of which only the names of countries are known
        }

        using var reader = new StreamReader(stream);
        var section = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                var name = line.Trim('[', ']', ' ');
                section = only is null || name == only ? _sections[only is null ? name : "country names"] = [] : [];
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                section.Add(line);
            }
        }
    }
}
