using System.Globalization;

namespace Platform.Benchmarks;

/// <summary>Gradient boosting of small trees for yes or no: second-order gains over histograms, each tree on a sample of rows and features.</summary>
/// <param name="rows">The features of each row.</param>
/// <param name="labels">0 or 1.</param>
/// <param name="weights">How much each row counts.</param>
internal sealed class BoostedTrees(float[][] rows, float[] labels, float[] weights)
{
    private const int Bins = 64;
    private const double Smoothing = 2;
    private const double RowShare = 0.45;
    private const double FeatureShare = 0.25;
    private readonly Random _random = new(7);

    /// <summary>How many of each row's figures are asked, from the first.</summary>
    public int Features { get; init; } = rows[0].Length;

    public int Trees { get; init; } = 150;

    public int Depth { get; init; } = 6;

    public double Rate { get; init; } = 0.1;

    public double LeastWeight { get; init; } = 2;

    /// <summary>Learns, and gives the lines of the model's file.</summary>
    public List<string> Learn()
    {
        var (limits, bins) = Binned();
        var mean = (float)(labels.Zip(weights, (label, weight) => label * weight).Sum() / weights.Sum());
        var start = MathF.Log(mean / (1 - mean));
        var sums = Enumerable.Repeat(start, rows.Length).ToArray();
        List<string> lines = [start.ToString("R", CultureInfo.InvariantCulture)];
        var (gradients, curves) = (new float[rows.Length], new float[rows.Length]);
        for (var tree = 0; tree < Trees; tree++)
        {
            var sample = new List<int>();
            for (var row = 0; row < rows.Length; row++)
            {
                var probability = 1 / (1 + MathF.Exp(-sums[row]));
                (gradients[row], curves[row]) = (weights[row] * (probability - labels[row]), weights[row] * probability * (1 - probability));
                if (_random.NextDouble() < RowShare)
                {
                    sample.Add(row);
                }
            }

            var asked = Enumerable.Range(0, Features).Where(_ => _random.NextDouble() < FeatureShare).ToArray();
            List<string> nodes = [];
            Grow([.. sample], Enumerable.Range(0, rows.Length).ToArray(), Depth, asked, limits, bins, gradients, curves, sums, nodes);
            lines.Add(string.Join(',', nodes));
        }

        return lines;
    }

    // The sample decides where to cut; all rows move on to the leaves.
    private void Grow(int[] sample, int[] all, int depth, int[] asked, float[][] limits, byte[][] bins, float[] gradients, float[] curves, float[] sums, List<string> nodes)
    {
        double gradient = 0, curve = 0;
        foreach (var row in sample)
        {
            gradient += gradients[row];
            curve += curves[row];
        }

        var best = depth == 0 ? (Gain: 0.0, Feature: -1, Bin: 0) : Best(sample, gradient, curve, asked, limits, bins, gradients, curves);
        if (best.Feature < 0)
        {
            var value = (float)(-gradient / (curve + Smoothing) * Rate);
            foreach (var row in all)
            {
                sums[row] += value;
            }

            nodes.Add(value.ToString("G4", CultureInfo.InvariantCulture));
            return;
        }

        var (feature, bin) = (bins[best.Feature], best.Bin);
        var at = nodes.Count;
        nodes.Add("");
        Grow(Array.FindAll(sample, row => feature[row] <= bin), Array.FindAll(all, row => feature[row] <= bin), depth - 1, asked, limits, bins, gradients, curves, sums, nodes);
        var right = nodes.Count;
        Grow(Array.FindAll(sample, row => feature[row] > bin), Array.FindAll(all, row => feature[row] > bin), depth - 1, asked, limits, bins, gradients, curves, sums, nodes);
        nodes[at] = string.Create(CultureInfo.InvariantCulture, $"{best.Feature} {limits[best.Feature][bin]:R} {at + 1} {right}");
    }

    private (double Gain, int Feature, int Bin) Best(int[] sample, double gradient, double curve, int[] asked, float[][] limits, byte[][] bins, float[] gradients, float[] curves)
    {
        var found = new (double Gain, int Feature, int Bin)[asked.Length];
        Parallel.For(0, asked.Length, index =>
        {
            var column = bins[asked[index]];
            Span<double> g = stackalloc double[Bins];
            Span<double> h = stackalloc double[Bins];
            g.Clear();
            h.Clear();
            foreach (var row in sample)
            {
                g[column[row]] += gradients[row];
                h[column[row]] += curves[row];
            }

            double left = 0, leftCurve = 0;
            (double Gain, int Feature, int Bin) best = (0.01, -1, 0);
            for (var bin = 0; bin < limits[asked[index]].Length; bin++)
            {
                left += g[bin];
                leftCurve += h[bin];
                if (leftCurve < LeastWeight || curve - leftCurve < LeastWeight)
                {
                    continue;
                }

                var gain = (left * left / (leftCurve + Smoothing)) + ((gradient - left) * (gradient - left) / (curve - leftCurve + Smoothing)) - (gradient * gradient / (curve + Smoothing));
                best = gain > best.Gain ? (gain, asked[index], bin) : best;
            }

            found[index] = best;
        });
        return found.MaxBy(best => best.Gain);
    }

    private (float[][] Limits, byte[][] Bins) Binned()
    {
        var limits = new float[Features][];
        var bins = new byte[Features][];
        Parallel.For(0, Features, feature =>
        {
            var step = Math.Max(1, rows.Length / 50_000);
            var values = Enumerable.Range(0, rows.Length / step).Select(at => rows[at * step][feature]).Order().ToArray();
            limits[feature] = [.. Enumerable.Range(1, Bins - 1).Select(at => values[(int)((long)at * values.Length / Bins)]).Distinct()];
            bins[feature] = new byte[rows.Length];
            for (var row = 0; row < rows.Length; row++)
            {
                var at = Array.BinarySearch(limits[feature], rows[row][feature]);
                bins[feature][row] = (byte)(at < 0 ? ~at : at);
            }
        });
        return (limits, bins);
    }
}
