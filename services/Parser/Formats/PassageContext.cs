namespace Platform.Parser.Formats;

/// <summary>What a first judgement says of the passages around each: of its neighbours, of the parts that it stands in, of those that are built alike. Each passage counts by its length.</summary>
/// <param name="weights">How much each passage counts.</param>
/// <param name="styles">Passages of one number are built alike.</param>
/// <param name="repeated">Passages of one number stand in siblings that are built alike.</param>
/// <param name="runs">For each passage, <see cref="Runs"/> runs of passages in the parts around it, end excluded.</param>
internal sealed class PassageContext(float[] weights, int[] styles, int[] repeated, (int From, int To)[] runs)
{
    /// <summary>How many figures are added to a row.</summary>
    public const int Count = 20;

    /// <summary>How many parts around each passage are looked at.</summary>
    public const int Runs = 5;

    private readonly double[] _weightBefore = new double[weights.Length + 1];
    private readonly double[] _sumBefore = new double[weights.Length + 1];

    /// <summary>Adds the figures to each row, behind those of <see cref="PassageFeatures"/>.</summary>
    public void Write(float[] probabilities, FeatureTable rows)
    {
        var groups = new (double Sum, double Weight)[Math.Max(1, weights.Length * 2)];
        var highest = 0f;
        for (var at = 0; at < weights.Length; at++)
        {
            _weightBefore[at + 1] = _weightBefore[at] + weights[at];
            _sumBefore[at + 1] = _sumBefore[at] + (weights[at] * probabilities[at]);
            highest = Math.Max(highest, probabilities[at]);
            foreach (var group in (ReadOnlySpan<int>)[styles[at], repeated[at]])
            {
                groups[group] = (groups[group].Sum + (weights[at] * probabilities[at]), groups[group].Weight + weights[at]);
            }
        }

        for (var passage = 0; passage < weights.Length; passage++)
        {
            var row = rows.Row(passage)[PassageFeatures.Count..];
            var next = 0;
            for (var there = passage - 3; there <= passage + 3; there++)
            {
                row[next++] = there >= 0 && there < weights.Length ? probabilities[there] : -1;
            }

            row[next++] = Mean(passage - 3, passage + 4);
            row[next++] = Mean(passage - 10, passage + 11);
            row[next++] = Mean(0, passage);
            row[next++] = Mean(passage + 1, weights.Length);
            row[next++] = Mean(0, weights.Length);
            foreach (var (from, to) in runs.AsSpan(passage * Runs, Runs))
            {
                row[next++] = Mean(from, to);
            }

            row[next++] = (float)(groups[styles[passage]].Sum / groups[styles[passage]].Weight);
            row[next++] = (float)(groups[repeated[passage]].Sum / groups[repeated[passage]].Weight);
            row[next] = highest;
        }
    }

    private float Mean(int from, int to)
    {
        (from, to) = (Math.Max(0, from), Math.Min(weights.Length, to));
        return to <= from ? -1 : (float)((_sumBefore[to] - _sumBefore[from]) / (_weightBefore[to] - _weightBefore[from]));
    }
}
