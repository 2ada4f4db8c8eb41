using System.Globalization;
using System.Numerics;

namespace Platform.Parser.Text;

/// <summary>
/// How probable a decoded text is: its words in the language that fits them best, its other characters by how often texts have them. Right and wrong charsets
/// of the same bytes differ by several units for each letter beyond ASCII.
/// </summary>
public sealed class Legibility
{
    private const int LongestWord = 32;

    /// <summary>What two scripts, or a capital behind a small letter, within one word cost: the marks of a wrong charset.</summary>
    private const float Mixed = -6;

    /// <summary>What each further script in a text costs: most texts have one.</summary>
    private const float AnotherScript = -8;

    private readonly float[] _latin;
    private readonly float[] _other;
    private readonly char[] _word = new char[LongestWord];
    private int _length;
    private Script _script;
    private float _signs;
    private int _read;
    private uint _scripts;

    /// <param name="latin">The scores, by language, of the words in ASCII: the same in every charset, they say which language the other words are likely in.</param>
    public Legibility(float[] latin)
    {
        ArgumentNullException.ThrowIfNull(latin);
        _latin = [.. latin];
        _other = new float[latin.Length];
    }

    /// <summary>The scores of words in ASCII.</summary>
    public static float[] OfAscii(string words)
    {
        var reading = new Legibility(new float[Letters.Shared.Languages.Count]);
        reading.Read(words);
        return reading._latin;
    }

    /// <summary>The logarithm of the probability of the words that hold characters beyond ASCII, and how much of it falls to each of their characters.</summary>
    public static (float Score, float PerCharacter) Of(string text, float[] ascii)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ascii);
        var reading = new Legibility(ascii);
        reading.Read(text);
        var scripts = BitOperations.PopCount(reading._scripts | (ascii[0] == 0 ? 0 : 1u << (int)Script.Latin));
        var score = reading._latin.Max() + reading._other.Max() + reading._signs + (AnotherScript * Math.Max(0, scripts - 1));
        return (score, (score - ascii.Max()) / Math.Max(1, reading._read));
    }

    private void Read(string text)
    {
        var (earlier, before) = (' ', ' ');
        foreach (var letter in text)
        {
            _read += letter > ' ' ? 1 : 0;
            if (IsLetter(letter))
            {
                _signs += before > '\u007f' && !IsLetter(before) ? BeforeLetter(before, earlier, letter) : 0;
                Extend(letter, before);
            }
            else
            {
                Close();
                _signs += letter > '\u007f' ? Sign(letter, before) : 0;
            }

            (earlier, before) = (before, letter);
        }

        Close();
    }

    private void Extend(char letter, char before)
    {
        var script = Scripts.Of(letter);
        if (_length == 0)
        {
            _script = script;
        }
        else if (script != _script)
        {
            _signs += IsJapanese(script) && IsJapanese(_script) ? 0 : Mixed;
            Close();
            _script = script;
        }
        else if (letter > '\u007f' || before > '\u007f')
        {
            _signs += char.IsUpper(letter) && char.IsLower(before) ? Mixed : 0;
        }

        if (_length == LongestWord)
        {
            Close();
        }

        _word[_length++] = char.ToLowerInvariant(letter);
    }

    private void Close()
    {
        if (_length > 0)
        {
            _scripts |= 1u << (int)(_script == Script.Kana ? Script.Han : _script);
            Letters.Shared.Add(_word.AsSpan(0, _length), _script == Script.Latin ? _latin : _other);
            _length = 0;
        }
    }

    private static bool IsLetter(char letter) => char.IsLetter(letter) && letter is not ('ª' or 'º');

    // Between two letters of one word stands hardly any sign but an apostrophe, and symbols rarely touch the word behind them.
    private static float BeforeLetter(char sign, char earlier, char letter) =>
        sign is '’' or '\u00ad' || (sign is '·' && earlier is 'l' or 'L') || sign is '\u200c' or '\u200d' || char.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            || Scripts.Of(letter) is Script.Han or Script.Kana or Script.Hangul or Script.Thai ? 0
        : IsLetter(earlier) ? sign is '–' or '—' or '…' ? -3 : 2 * Mixed
        : char.IsSymbol(sign) || char.IsNumber(sign) || sign is '•' or '›' or '»' or '؟' or '،' or '؛' ? -3 : 0;

    private static bool IsJapanese(Script script) => script is Script.Kana or Script.Han;

    // About the logarithm of how often a text has it among its letters.
    private static float Sign(char sign, char before) => sign switch
    {
        '\ufffd' => -40,
        '’' when char.IsDigit(before) => -8,
        '\u00a0' or '«' or '»' or '“' or '”' or '„' or '’' or '‘' or '–' or '—' or '…' or '、' or '。' or '，' => -4,
        '©' or '®' or '™' or 'ª' or 'º' or '²' or '³' or '·' or '‚' or '\u00ad' or '\u200c' or '\u200e' or '\u200f' => -7,
        '№' or '§' or '°' or '•' or '€' or '£' or '¿' or '¡' or '×' or '½' => IsLetter(before) ? -12 : -7,
        '،' or '؛' or '؟' or 'ـ' or '׳' or '״' or '־' or '・' or '「' or '」' or '（' or '）' or '：' or '；' or '！' or '？' or '《' or '》' or '\u3000' or 'ー' => char.IsAsciiLetter(before) ? -12 : -5,
        >= '\ue000' and <= '\uf8ff' => -20,
        >= '\u2500' and <= '\u25ff' => -12,
        >= '\u0300' and <= '\u036f' => -14, // it stayed apart in NFC, so it belongs to no letter of a language
        _ => ByCategory(sign, before),
    };

    private static float ByCategory(char sign, char before) => CharUnicodeInfo.GetUnicodeCategory(sign) switch
    {
        UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned => -20,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Scripts.IsPartOfWord(before) && Scripts.Of(before) == Scripts.Of(sign) ? -3 : -20,
        UnicodeCategory.DecimalDigitNumber => char.IsAsciiLetterOrDigit(before) ? -12 : -4,
        _ => IsLetter(before) ? -12 : -10,
    };
}
