using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// Decides whether words that also mean something else name a country here: Georgia, Jordan, Chad, Turkey. The same country named without doubt elsewhere,
/// a word that goes with it, a small word of place before it or another country beside it speak for it; a name before or after it speaks against it.
/// </summary>
internal static class MentionDoubts
{
    /// <summary>Longer than ", and the ": what stands between two countries in one row.</summary>
    private const int LongestLink = 9;

    /// <summary>How far is looked around a phrase, in letters.</summary>
    private const int Around = 200;

    /// <summary>Among the witnesses: a capital letter inside of a sentence is enough, since the doubt is about a common word.</summary>
    private const string InSentence = "~";

    public static List<MentionCandidate> Settle(List<MentionCandidate> found, IEnumerable<string> texts)
    {
        if (!found.Exists(candidate => candidate.Phrase.Doubt >= 0))
        {
            return found;
        }

        var certain = found.Where(candidate => candidate.Phrase.Doubt < 0).Select(candidate => candidate.Phrase.Code).ToHashSet(StringComparer.Ordinal);
        var witnessed = new Dictionary<MentionPhrase, bool>();
        return found.Where((candidate, at) => candidate.Phrase.Doubt < 0
            || (candidate.Phrase.Case == MentionCase.AllCapital ? !IsShouted(candidate) : IsCountry(at))).ToList();

        bool IsCountry(int at)
        {
            var candidate = found[at];
            return !IsPartOfName(found, at)
                && (certain.Contains(candidate.Phrase.Code) || IsWitnessed(candidate) || (!FollowsPlace(found, at) && HasReason(found, at)));
        }

        bool IsWitnessed(MentionCandidate candidate) => witnessed.TryGetValue(candidate.Phrase, out var known) ? known : witnessed[candidate.Phrase] =
            candidate.Lexicon.Witnesses[candidate.Phrase.Doubt].Any(witness => witness != InSentence && texts.Any(text => text.Contains(witness, StringComparison.Ordinal)));
    }

    private static bool HasReason(List<MentionCandidate> found, int at)
    {
        var candidate = found[at];
        var (from, to) = WordBefore(candidate);
        return (to > from && candidate.Lexicon.Places.Contains(candidate.Block[from..to].ToLowerInvariant()))
            || (candidate.Lexicon.Witnesses[candidate.Phrase.Doubt].Contains(InSentence) && !BeginsSentence(candidate.Block, candidate.Start))
            || (at > 0 && Together(found[at - 1], candidate)) || (at + 1 < found.Count && Together(candidate, found[at + 1]));
    }

    private static bool Together(MentionCandidate first, MentionCandidate second) =>
        ReferenceEquals(first.Block, second.Block) && second.Start - first.End <= LongestLink && (first.Phrase.Doubt < 0 || second.Phrase.Doubt < 0)
        && first.Phrase.Role == second.Phrase.Role && first.Phrase.Code != second.Phrase.Code;

    // "Michael Jordan", "Chad Smith", "Georgia Tech": another name stands beside it with nothing but a space between.
    private static bool IsPartOfName(List<MentionCandidate> found, int at)
    {
        var candidate = found[at];
        var text = candidate.Block;
        var after = candidate.End + 1;
        if (after < text.Length && text[candidate.End] == ' ' && char.IsUpper(text[after]) && !(at + 1 < found.Count && ReferenceEquals(found[at + 1].Block, text) && found[at + 1].Start == after))
        {
            return true;
        }

        var (from, to) = WordBefore(candidate);
        return to > from && candidate.Start - to == 1 && text[to] == ' ' && char.IsUpper(text[from]) && !BeginsSentence(text, from)
            && !(at > 0 && ReferenceEquals(found[at - 1].Block, text) && found[at - 1].End == to) && !candidate.Lexicon.Places.Contains(text[from..to].ToLowerInvariant());
    }

    // "Atlanta, Georgia": a town that is no country stands before it.
    private static bool FollowsPlace(List<MentionCandidate> found, int at)
    {
        var candidate = found[at];
        var (from, to) = WordBefore(candidate);
        return to > from && candidate.Start - to == 2 && candidate.Block[to] == ',' && char.IsUpper(candidate.Block[from])
            && !(at > 0 && ReferenceEquals(found[at - 1].Block, candidate.Block) && found[at - 1].End == to);
    }

    // "CONTACT US", "WHO IS WHO": where everything around is in capitals, capitals make no abbreviation. A sentence of one abbreviation is none of these.
    private static bool IsShouted(MentionCandidate candidate)
    {
        var text = candidate.Block;
        var from = candidate.Start;
        while (from > 0 && candidate.Start - from < Around && text[from - 1] is not ('.' or '!' or '?'))
        {
            from--;
        }

        var behind = text.AsSpan(candidate.End, Math.Min(Around, text.Length - candidate.End));
        var to = behind.IndexOfAny('.', '!', '?');
        var sentence = text.AsSpan(from, candidate.End + (to < 0 ? behind.Length : to) - from);
        foreach (var letter in sentence)
        {
            if (char.IsLower(letter))
            {
                return false;
            }
        }

        return sentence.Trim().Length > candidate.End - candidate.Start;
    }

    private static (int From, int To) WordBefore(MentionCandidate candidate)
    {
        var to = candidate.Start;
        while (to > 0 && candidate.Start - to < Around && !Words.IsPart(candidate.Block[to - 1]))
        {
            to--;
        }

        var from = to;
        while (from > 0 && to - from < Around && Words.IsPart(candidate.Block[from - 1]))
        {
            from--;
        }

        return (from, to);
    }

    private static bool BeginsSentence(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '"' or '«' or '“' or '„' or '(' or '—' or '–')
        {
            at--;
        }

        return at == 0 || text[at - 1] is '.' or '!' or '?' or ':' or '…';
    }
}
