using System.Globalization;
using System.Text;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Values separated by commas, semicolons, bars or tabs (RFC 4180). Accepts a text whose records all have the same number of values; a comma with a space behind it is one of a sentence. Each record is a
/// table row.
/// </summary>
public static class Csv
{
    private const int Sampled = 100;
    private const int FewestRecords = 3;
    private const int SampleLength = 256 * 1024;

    /// <summary>Whether it is a table.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Separator(content.Text) is not null;
    }

    /// <summary>Reads its records.</summary>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var separator = Separator(content.Text) ?? ',';
        var draft = new Draft(separator == '\t' ? "text/tab-separated-values" : "text/csv");
        var writer = new BlockWriter(draft);
        foreach (var record in Records(content.Text, separator))
        {
            writer.Add(new DraftBlock(BlockKinds.TableRow, string.Join('\t', record.Values.Select(value => value.Replace('\t', ' '))), string.Create(CultureInfo.InvariantCulture, $"line {record.Line}")));
        }

        return draft;
    }

    private static char? Separator(string text)
    {
        foreach (var separator in (char[])['\t', ';', ',', '|'])
        {
            if (IsTable(text, separator))
            {
                return separator;
            }
        }

        return null;
    }

    private static bool IsTable(string text, char separator)
    {
        var sample = text.Length <= SampleLength ? text : text[..SampleLength];
        int count = 0, width = 0, spaced = 0;
        var narrow = false;
        foreach (var (_, values) in Records(sample, separator).Take(Sampled))
        {
            width = count == 0 ? values.Count : width;
            if (narrow || width < 2)
            {
                return false; // a text is told from a table by its first lines
            }

            narrow = values.Count != width;
            spaced += narrow ? 0 : values.Skip(1).Count(value => value.StartsWith(' '));
            count++;
        }

        // The last one of a sample is perhaps cut.
        var isCut = sample.Length < text.Length && count < Sampled;
        return count >= FewestRecords && (!narrow || isCut) && (separator == '\t' || spaced * 4 < count * (width - 1));
    }

    /// <summary>The records with the lines that they begin in; empty lines are none.</summary>
    private static IEnumerable<(int Line, List<string> Values)> Records(string text, char separator)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        int line = 1, begun = 1, at = 0;
        bool quoted = false, any = false;
        while (at <= text.Length)
        {
            var letter = at < text.Length ? text[at] : '\n';
            at++;
            line += letter == '\n' ? 1 : 0;
            if (quoted && at <= text.Length)
            {
                if (letter != '"')
                {
                    value.Append(letter);
                }
                else if (at < text.Length && text[at] == '"')
                {
                    value.Append(text[at++]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == '"' && value.Length == 0)
            {
                (quoted, any) = (true, true);
            }
            else if (letter == separator)
            {
                values.Add(Take(value));
                any = true;
            }
            else if (letter != '\n')
            {
                value.Append(letter);
                any = true;
            }
            else
            {
                if (any)
                {
                    values.Add(Take(value));
                    if (!IsHint(values))
                    {
                        yield return (begun, values);
                    }

                    values = [];
                }

                (begun, any) = (line, false);
            }
        }
    }

    // "sep=;" tells a spreadsheet program what separates.
    private static bool IsHint(List<string> values) => values[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && values.Count <= 2 && values[0].Length <= 5;

    private static string Take(StringBuilder value)
    {
        var text = value.ToString();
        value.Clear();
        return text;
    }
}
