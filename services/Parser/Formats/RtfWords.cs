using System.Collections.Frozen;

namespace Platform.Parser.Formats;

/// <summary>Control words of RTF by what they mean for the text.</summary>
internal static class RtfWords
{
    /// <summary>What their groups hold is no text.</summary>
    public static readonly FrozenSet<string> Skipped = FrozenSet.ToFrozenSet(
        ["colortbl", "pict", "nonshppict", "listtable", "listoverridetable", "list", "listoverride", "filetbl", "revtbl", "rsidtbl", "xe", "tc", "tcn", "rxe", "pntxta", "pntxtb", "sp", "template",
         "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "do", "nonesttables", "atnid", "atnauthor", "atntime", "atndate", "atnref", "atnparent", "pn", "themedata", "datafield", "formfield",
         "htmltag", "mhtmltag", "passwordhash", "datastore", "blipuid", "picprop", "objclass", "objdata", "bkmkstart", "bkmkend", "private"], StringComparer.Ordinal);

    /// <summary>Properties of the document.</summary>
    public static readonly FrozenSet<string> Properties = FrozenSet.ToFrozenSet(
        ["title", "subject", "author", "keywords", "doccomm", "company", "creatim", "revtim", "operator", "manager", "category", "comment", "printim", "buptim", "hlinkbase"], StringComparer.Ordinal);

    /// <summary>Groups for readers that know them, which hold text for all.</summary>
    public static readonly FrozenSet<string> KnownExtensions = FrozenSet.ToFrozenSet(
        ["shpinst", "ud", "annotation", "footnote", "fldinst", "company", "shptxt", "fldrslt"], StringComparer.Ordinal);

    /// <summary>The character that a word is; null for none.</summary>
    public static string? Character(string word, int? number) => word switch
    {
        "u" => ((char)(ushort)(number ?? '?')).ToString(),
        "tab" or "emspace" or "enspace" or "qmspace" => " ",
        "line" or "page" or "column" or "softline" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "zwj" => "\u200d",
        "zwnj" => "\u200c",
        _ => null,
    };
}
