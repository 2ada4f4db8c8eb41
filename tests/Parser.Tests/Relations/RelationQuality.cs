using Platform.Storage.Relations;

namespace Platform.Parser.Tests.Relations;

/// <summary>How well labelled pairs are told apart: found by a band or the hash of the words, and in common what is asked.</summary>
internal sealed record RelationQuality(int Right, int Wrong, int Missed, IReadOnlyDictionary<string, double> Shares)
{
    public double Precision => (double)Right / (Right + Wrong);

    public double Recall => (double)Right / (Right + Missed);

    /// <summary>Judges pairs as the indexer does; <see cref="Shares"/> is by kind the share that was linked.</summary>
    public static RelationQuality Of(IEnumerable<LabelledPair> pairs)
    {
        var judged = pairs.Select(pair => (pair.Kind, pair.Linked, Found: IsLinked(pair))).ToList();
        return new RelationQuality(
            judged.Count(one => one.Linked && one.Found), judged.Count(one => !one.Linked && one.Found), judged.Count(one => one.Linked && !one.Found),
            judged.GroupBy(one => one.Kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => (double)kind.Count(one => one.Found) / kind.Count(), StringComparer.Ordinal));
    }

    public static bool IsLinked(LabelledPair pair)
    {
        var (one, other) = (Fingerprint.Of(Guid.Empty, pair.One), Fingerprint.Of(Guid.Empty, pair.Other));
        if (one.TextHash is not null && one.TextHash == other.TextHash)
        {
            return true;
        }

        return one.Signature is not null && other.Signature is not null
            && MinHash.Keys(one.Signature).Intersect(MinHash.Keys(other.Signature)).Any()
            && MinHash.Estimate(one.Signature, other.Signature) >= Relating.Promising
            && Shingles.Likeness(one.Shingles, other.Shingles) >= Relating.Threshold;
    }
}
