using System.Globalization;

namespace Platform.Parser.Text;

/// <summary>A script as far as it tells languages apart.</summary>
public enum Script
{
    /// <summary>No letter, or a letter of a script that no language here is written in.</summary>
    None,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Tamil,
    Telugu,
    Sinhala,
    Thai,
    Georgian,
    Ethiopic,
    Hangul,
    Kana,
    Han,
}

/// <summary>The script of a letter, by the blocks of Unicode.</summary>
public static class Scripts
{
    private static readonly (char Last, Script Script)[] Blocks =
    [
        ('\u0040', Script.None), ('\u024f', Script.Latin), ('\u036f', Script.None), ('\u03ff', Script.Greek), ('\u052f', Script.Cyrillic), ('\u058f', Script.Armenian),
        ('\u05ff', Script.Hebrew), ('\u06ff', Script.Arabic), ('\u074f', Script.None), ('\u077f', Script.Arabic), ('\u089f', Script.None), ('\u08ff', Script.Arabic),
        ('\u097f', Script.Devanagari), ('\u09ff', Script.Bengali), ('\u0a7f', Script.Gurmukhi), ('\u0aff', Script.Gujarati), ('\u0b7f', Script.None), ('\u0bff', Script.Tamil),
        ('\u0c7f', Script.Telugu), ('\u0d7f', Script.None), ('\u0dff', Script.Sinhala), ('\u0e7f', Script.Thai), ('\u109f', Script.None), ('\u10ff', Script.Georgian),
        ('\u11ff', Script.Hangul), ('\u139f', Script.Ethiopic), ('\u1dff', Script.None), ('\u1eff', Script.Latin), ('\u1fff', Script.Greek), ('\u2d7f', Script.None),
        ('\u2ddf', Script.Ethiopic), ('\u303f', Script.None), ('\u30ff', Script.Kana), ('\u312f', Script.None), ('\u318f', Script.Hangul), ('\u33ff', Script.None),
        ('\u9fff', Script.Han), ('\uabff', Script.None), ('\ud7af', Script.Hangul), ('\uf8ff', Script.None), ('\ufaff', Script.Han), ('\ufb4f', Script.Hebrew),
        ('\ufdff', Script.Arabic), ('\ufe6f', Script.None), ('\ufefe', Script.Arabic), ('\uff65', Script.None), ('\uff9f', Script.Kana), ('\uffff', Script.None),
    ];

    /// <summary>The script of a letter or of a mark that is part of one; <see cref="Script.None"/> for anything else.</summary>
    public static Script Of(char letter)
    {
        if (letter <= '\u007f')
        {
            return char.IsAsciiLetter(letter) ? Script.Latin : Script.None;
        }

        return IsPartOfWord(letter) ? InBlock(letter) : Script.None;
    }

    /// <summary>Letters, and the vowel signs and accents that follow them.</summary>
    public static bool IsPartOfWord(char letter) =>
        char.IsLetter(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Script InBlock(char letter)
    {
        int low = 0, high = Blocks.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = letter <= Blocks[middle].Last ? (low, middle) : (middle + 1, high);
        }

        return Blocks[low].Script;
    }
}
