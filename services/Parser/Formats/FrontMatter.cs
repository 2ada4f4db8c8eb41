using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>The block of properties that stands above a Markdown text: YAML between lines of three dashes, TOML between lines of three plus signs; of both what such blocks use.</summary>
internal static class FrontMatter
{
    private const int MostLines = 400;

    /// <summary>The number of lines it takes, with its marks; 0 for none.</summary>
    public static int Length(ReadOnlySpan<string> lines)
    {
        if (lines.Length < 3 || lines[0].TrimEnd() is not ("---" or "+++"))
        {
            return 0;
        }

        var (mark, known) = (lines[0].TrimEnd(), false);
        for (var at = 1; at < Math.Min(lines.Length, MostLines); at++)
        {
            if (lines[at].TrimEnd() == mark || (mark == "---" && lines[at].TrimEnd() == "..."))
            {
                return known ? at + 1 : 0;
            }

            known |= Key(lines[at], mark) is not null;
        }

        return 0;
    }

    /// <summary>Proposes what it states.</summary>
    public static void Propose(ReadOnlySpan<string> lines, Draft draft)
    {
        var (mark, key, line, folded) = (lines[0].TrimEnd(), "", 0, "");
        for (var at = 1; at < lines.Length; at++)
        {
            var next = Key(lines[at], mark);
            if (next is not null || at == lines.Length - 1)
            {
                State(draft, key, folded, line);
                (key, line, folded) = (next?.Name ?? "", at + 1, "");
                foreach (var value in Values(next?.Value ?? ""))
                {
                    State(draft, key, value, line);
                }
            }
            else if (lines[at].TrimStart() is ['-', ' ', .. var item])
            {
                State(draft, key, Bare(item.StartsWith("name:", StringComparison.Ordinal) ? item[5..] : item), at + 1);
            }
            else if (lines[at].StartsWith(' '))
            {
                folded = $"{folded} {lines[at].Trim()}".Trim(); // a text that begins below its key
            }
        }
    }

    private static (string Name, string Value)? Key(string line, string mark)
    {
        var at = line.IndexOf(mark == "---" ? ':' : '=');
        return at > 0 && at < 40 && line[..at].Trim() is var name && !char.IsWhiteSpace(line[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ':')
            ? (name.ToLowerInvariant(), line[(at + 1)..].Trim())
            : null;
    }

    // A list in brackets, or one value; ">" and "|" announce lines below.
    private static IEnumerable<string> Values(string text) => text switch
    {
        "" or ">" or "|" or ">-" or "|-" or "null" or "~" => [],
        ['[', .. var list, ']'] => list.Split(',').Select(Bare),
        _ => [Bare(text)],
    };

    private static string Bare(string value)
    {
        var text = value.Trim();
        if (text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0])
        {
            return text[1..^1];
        }

        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment > 0 ? text[..comment].TrimEnd() : text;
    }

    private static void State(Draft draft, string key, string value, int line)
    {
        var where = $"line {line} {key}";
        switch (key)
        {
            case "title": Stated.Propose(draft, Fields.Title, value, where, 0.95, "front_matter"); break;
            case "subtitle": Stated.Propose(draft, Fields.Subtitle, value, where, 0.95, "front_matter"); break;
            case "author" or "authors": Stated.Propose(draft, Fields.Authors, value, where, 0.95, "front_matter"); break;
            case "date" or "published" or "publishdate" or "pubdate": Stated.Propose(draft, Fields.PublishedAt, value, where, 0.92, "front_matter"); break;
            case "lastmod" or "updated" or "modified" or "last_modified_at": Stated.Propose(draft, Fields.ModifiedAt, value, where, 0.92, "front_matter"); break;
            case "description" or "summary" or "abstract" or "excerpt": Stated.Propose(draft, Fields.Description, value, where, 0.9, "front_matter"); break;
            case "tags" or "keywords" or "tag": Stated.Propose(draft, Fields.Tags, value, where, 0.9, "front_matter"); break;
            case "publisher": Stated.Propose(draft, Fields.Publisher, value, where, 0.9, "front_matter"); break;
            case "lang" or "language": Stated.Propose(draft, Fields.Language, value, where, 0.6, "front_matter"); break;
            case "canonical" or "canonical_url" or "canonicalurl": Stated.Propose(draft, Fields.CanonicalUrl, value, where, 0.9, "front_matter"); break;
        }
    }
}
