using System.Collections.Frozen;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>What the text of one passage is like by itself: figures that do not depend on where it stands.</summary>
internal sealed class PassageWords
{
    private const int LongestWord = 24;
    private const char LastOfCyrillic = '\u04ff';

    public PassageWords(Passage passage)
    {
        var text = passage.Text;
        LinkLetters = passage.LinkLetters;
        var lookup = Topics.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lower = stackalloc char[LongestWord];
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var letter = at < text.Length ? text[at] : ' ';
            if (char.IsLetterOrDigit(letter))
            {
                Letters++;
                start = start < 0 ? at : start;
                Digits += char.IsDigit(letter) ? 1 : 0;
                continue;
            }

            Marks += letter is ',' or ';' or '.' or '!' or '?' or '。' or '、' or '，' ? 1 : 0;
            Special |= letter switch { '©' or '®' => 1, '$' or '€' or '£' or '¥' or '₹' or '₽' => 2, '@' => 4, '|' or '•' or '·' or '»' or '›' or '→' => 8, '\t' => 16, _ => 0 };
            if (start >= 0)
            {
                Words++;
                LowerWords += char.IsUpper(text[start]) || char.IsDigit(text[start]) ? 0 : 1;
                if (at - start <= LongestWord && MayBeTopic(text, start, at - start) && text.AsSpan(start, at - start).ToLowerInvariant(lower) is var length and > 0 && lookup.TryGetValue(lower[..length], out var topic))
                {
                    TopicCounts[topic]++;
                }

                start = -1;
            }
        }

        LinkShare = Letters == 0 ? 1 : Math.Min(1f, (float)LinkLetters / Letters);
        Size = FeatureRow.Ln(Letters);
        LowerShare = (float)LowerWords / Math.Max(1, Words);
        Year = Digits >= 4 && HasYear(text);
        End = text[^1] switch { '.' or '!' or '?' or '…' or '。' => 3, '"' or '”' or '»' or '“' or ')' => 2, ':' => 1, ',' or ';' => 1.5f, _ => 0 };
        Kind = passage.Kind switch
        {
            BlockKinds.Paragraph => 0,
            BlockKinds.ListItem => 1,
            BlockKinds.Quotation => 2,
            BlockKinds.Code => 3,
            BlockKinds.TableRow => 4,
            BlockKinds.Caption => 5,
            _ => 5 + passage.Level.GetValueOrDefault(1),
        };
    }

    public int Letters { get; }

    public int LinkLetters { get; }

    public int Words { get; }

    /// <summary>Words that do not begin with a capital or a digit.</summary>
    public int LowerWords { get; }

    public int Digits { get; }

    /// <summary>Commas and what ends sentences.</summary>
    public int Marks { get; }

    /// <summary>Which special signs it holds, a bit each: rights, money, at, separators, cells.</summary>
    public int Special { get; }

    public bool Year { get; }

    public float End { get; }

    public float Kind { get; }

    public float LinkShare { get; }

    /// <summary><see cref="Letters"/> in steps that grow with them.</summary>
    public float Size { get; }

    /// <summary><see cref="LowerWords"/> of all words.</summary>
    public float LowerShare { get; }

    /// <summary>Whether it reads like sentences: long and not made of links.</summary>
    public bool IsProse => Letters >= 50 && LinkShare < 0.5f;

    /// <summary>How many of its words belong to each of the topics.</summary>
    public int[] TopicCounts { get; } = new int[TopicWords.Length];

    private static bool HasYear(string text)
    {
        for (var at = 0; at + 4 <= text.Length; at++)
        {
            if (((text[at] == '1' && text[at + 1] == '9') || (text[at] == '2' && text[at + 1] == '0')) && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]))
            {
                return true;
            }
        }

        return false;
    }

    // Most words are of no topic, which their length and first two letters say. The last five bits of a letter are the same for a small and a capital one in the alphabets that the topics are written in.
    private static bool MayBeTopic(ReadOnlySpan<char> text, int start, int length)
    {
        var (first, second) = (text[start], length > 1 ? text[start + 1] : '\0');
        return first > LastOfCyrillic || second > LastOfCyrillic || (TopicLengths[Beginning(first, second)] & (1u << length)) != 0;
    }

    private static int Beginning(char first, char second) => ((first & 31) << 5) | (second & 31);

    private static uint[] LengthsOfTopics()
    {
        var lengths = new uint[1 << 10];
        foreach (var word in Topics.Keys)
        {
            lengths[Beginning(word[0], word.Length > 1 ? word[1] : '\0')] |= 1u << word.Length;
        }

        return lengths;
    }

    // What stands around texts says the same words on all sites.
    private static readonly string[] TopicWords =
    [
        "cookie cookies privacy datenschutz impressum terms agb rights reserved copyright policy consent disclaimer confidentialité mentions legal privacidad rechte vorbehalten",
        "share facebook twitter linkedin whatsapp pinterest telegram email tweet teilen drucken print partager follow instagram youtube reddit rss folgen compartir",
        "login sign log subscribe subscription subscriber newsletter register account password anmelden abonnieren registrieren abonnement inscrire registered join member members premium abo jetzt",
        "related more recommended mehr weitere read lesen trending popular latest next previous similar verwandte beliebte meistgelesen ähnliche see view all alle show load auch lire plus leer",
        "cart add price shipping delivery stock checkout warenkorb buy sale wishlist qty quantity review reviews rating order returns price preis versand kaufen customers bought panier",
        "comment comments reply replies kommentar kommentare antworten like likes quote report posts joined views kommentieren commentaires answer answers vote votes",
        "home menu search skip contact faq startseite suche navigation close help support menü zurück content accueil inicio",
        "by von updated published min posted author edited uhr aktualisiert veröffentlicht foto photo image credit getty bild quelle source reuters dpa afp staff writer reporter editor par por",
        "advertisement anzeige werbung sponsored ad ads promo publicité publicidad affiliate commission",
        "we you your our us wir sie ihr ihre unser nous vous votre",
        "the a of and in to is was der die das und ist in le la les de et un el los y что и в на",
    ];

    public static int TopicCount => TopicWords.Length;

    private static readonly FrozenDictionary<string, int> Topics = TopicWords.SelectMany((words, topic) => words.Split(' ').Select(word => (word, topic)))
        .GroupBy(pair => pair.word, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.First().topic, StringComparer.Ordinal);

    private static readonly uint[] TopicLengths = LengthsOfTopics();
}
