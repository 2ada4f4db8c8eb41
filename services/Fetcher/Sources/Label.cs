using System.Buffers;
using System.Globalization;
using System.Text;

namespace Platform.Fetcher.Sources;

/// <summary>
/// The name that people see for a path: valid Unicode in one line. Bytes that are not UTF-8 and control characters become <c>%XX</c>; a
/// literal <c>%</c> stays unless two hexadecimal digits follow it, when it becomes <c>%25</c>. So different paths have different labels,
/// and <see cref="System.Uri.UnescapeDataString(string)"/> is never needed: a label does not reach a file system again.
/// </summary>
internal static class Label
{
    /// <summary>Longest label in characters; what is longer loses its beginning, since the end tells files apart.</summary>
    public const int Longest = 1024;

    public static string Of(RawPath path) => Cut(Whole(path));

    /// <summary>The label, however long.</summary>
    public static string Whole(RawPath path)
    {
        var label = new StringBuilder();
        ReadOnlySpan<byte> rest = path.Bytes;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) != OperationStatus.Done)
            {
                Escape(label, rest[..1]);
                used = 1;
            }
            else if (BreaksTheLine(rune) || (rune.Value == '%' && LooksEscaped(rest)))
            {
                Escape(label, rest[..used]);
            }
            else
            {
                label.Append(rune);
            }

            rest = rest[used..];
        }

        return label.ToString();
    }

    private static bool BreaksTheLine(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool LooksEscaped(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && char.IsAsciiHexDigit((char)bytes[1]) && char.IsAsciiHexDigit((char)bytes[2]);

    private static void Escape(StringBuilder label, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            label.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Bounds a label.</summary>
    public static string Cut(string label) => label.Length <= Longest ? label : End(label, Longest);

    /// <summary>An ellipsis and the end of a label, so many characters together.</summary>
    public static string End(string label, int characters)
    {
        var end = label[^(characters - 1)..];
        return "…" + (char.IsLowSurrogate(end[0]) ? end[1..] : end);
    }
}
