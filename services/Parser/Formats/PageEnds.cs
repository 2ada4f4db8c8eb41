using System.Buffers;

namespace Platform.Parser.Formats;

/// <summary>Where comments, scripts and other elements end whose content is text whatever stands in it, as the HTML standard's tokenizer finds it (13.2.5). Each gives the text's end where there is none.</summary>
internal static class PageEnds
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\n\f\r/>");

    /// <summary>Behind a comment: <c>&lt;!--&gt;</c> and <c>&lt;!---&gt;</c> are whole ones, and <c>--!&gt;</c> ends one too.</summary>
    /// <param name="text">The page's source.</param>
    /// <param name="start">Where the comment begins.</param>
    public static int OfComment(ReadOnlySpan<char> text, int start)
    {
        var from = start + 2;
        var end = text[from..].IndexOf("-->") is var plain and >= 0 ? from + plain + 3 : text.Length;
        return text[from..end].IndexOf("--!>") is var odd and >= 0 ? from + odd + 4 : end;
    }

    /// <summary>Before the end tag of a script. One that opens a comment and, in it, another script, goes on behind the end of that one.</summary>
    /// <param name="text">The page's source.</param>
    /// <param name="start">Behind its start tag.</param>
    public static int OfScript(ReadOnlySpan<char> text, int start)
    {
        var end = Of("script", text, start);
        if (text[start..end].IndexOf("<!--") < 0)
        {
            return end;
        }

        bool isComment = false, isInner = false;
        for (var at = start; at < text.Length; at++)
        {
            var rest = text[at..];
            if (rest.StartsWith("-->"))
            {
                (isComment, isInner) = (false, false);
            }
            else if (rest.StartsWith("<!--"))
            {
                isComment = true;
                at++; // its dashes may be those of "-->"
            }
            else if (rest[0] == '<' && IsTag(rest[1..], "/script"))
            {
                if (!isInner)
                {
                    return at;
                }

                isInner = false;
            }
            else if (isComment && rest[0] == '<' && IsTag(rest[1..], "script"))
            {
                isInner = true;
            }
        }

        return text.Length;
    }

    /// <summary>Before the end tag of any other element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The page's source.</param>
    /// <param name="start">Behind its start tag.</param>
    public static int Of(ReadOnlySpan<char> name, ReadOnlySpan<char> text, int start)
    {
        for (var at = start; text[at..].IndexOf("</") is var ahead and >= 0; at += ahead + 2)
        {
            if (IsTag(text[(at + ahead + 2)..], name))
            {
                return at + ahead;
            }
        }

        return text.Length;
    }

    private static bool IsTag(ReadOnlySpan<char> rest, ReadOnlySpan<char> name) =>
        rest.Length > name.Length && rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) && NameEnds.Contains(rest[name.Length]);
}
