using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>A sum of decision trees.</summary>
internal sealed class Trees
{
    /// <summary>Rows that go down a tree side by side: one step waits for the one before it, those of other rows do not.</summary>
    private const int Abreast = 4;

    private readonly float _start;
    private readonly (int Root, int Depth)[] _trees;
    private readonly Node[] _nodes;
    private readonly float[] _leaves;

    private Trees(float start, (int Root, int Depth)[] trees, Node[] nodes, float[] leaves) => (_start, _trees, _nodes, _leaves) = (start, trees, nodes, leaves);

    /// <summary>The first line is the start, each other a tree; a node is <c>feature threshold left right</c>, a leaf <c>value</c>, cut by commas.</summary>
    public static Trees Read(IReadOnlyList<string> lines)
    {
        List<(int Root, int Depth)> trees = [];
        List<Node> nodes = [];
        List<float> leaves = [];
        foreach (var line in lines.Skip(1))
        {
            nodes.Add(default);
            leaves.Add(0);
            trees.Add((nodes.Count - 1, Place(line.Split(',').Select(node => node.Split(' ')).ToArray(), 0, nodes.Count - 1, nodes, leaves)));
        }

        return new Trees(float.Parse(lines[0], CultureInfo.InvariantCulture), [.. trees], [.. nodes], [.. leaves]);
    }

    /// <summary>0 to 1 for each row.</summary>
    public float[] Probabilities(float[][] rows)
    {
        var sums = new float[rows.Length];
        Array.Fill(sums, _start);
        var at = 0;
        for (; at + Abreast <= rows.Length; at += Abreast)
        {
            Add(rows[at], rows[at + 1], rows[at + 2], rows[at + 3], sums.AsSpan(at, Abreast));
        }

        for (; at < rows.Length; at++)
        {
            foreach (var (root, depth) in _trees)
            {
                var node = root;
                for (var step = 0; step < depth; step++)
                {
                    node = Next(_nodes, node, rows[at]);
                }

                sums[at] += _leaves[node];
            }
        }

        return Array.ConvertAll(sums, sum => 1 / (1 + MathF.Exp(-sum)));
    }

    private void Add(float[] first, float[] second, float[] third, float[] fourth, Span<float> sums)
    {
        var (nodes, leaves) = (_nodes, _leaves);
        var (sum1, sum2, sum3, sum4) = (sums[0], sums[1], sums[2], sums[3]);
        foreach (var (root, depth) in _trees)
        {
            var (node1, node2, node3, node4) = (root, root, root, root);
            for (var step = 0; step < depth; step++)
            {
                node1 = Next(nodes, node1, first);
                node2 = Next(nodes, node2, second);
                node3 = Next(nodes, node3, third);
                node4 = Next(nodes, node4, fourth);
            }

            sum1 += leaves[node1];
            sum2 += leaves[node2];
            sum3 += leaves[node3];
            sum4 += leaves[node4];
        }

        (sums[0], sums[1], sums[2], sums[3]) = (sum1, sum2, sum3, sum4);
    }

    // Without a branch, which would be guessed wrong half of the time.
    private static int Next(Node[] nodes, int at, float[] features)
    {
        ref readonly var node = ref nodes[at];
        return node.Left + (features[node.Feature] > node.Threshold ? 1 : 0);
    }

    // The right child stands behind the left one, and a leaf leads to itself. Returns the depth below.
    private static int Place(string[][] tree, int from, int at, List<Node> nodes, List<float> leaves)
    {
        var figures = tree[from];
        if (figures.Length == 1)
        {
            nodes[at] = new Node(0, float.PositiveInfinity, at);
            leaves[at] = float.Parse(figures[0], CultureInfo.InvariantCulture);
            return 0;
        }

        var left = nodes.Count;
        nodes[at] = new Node(int.Parse(figures[0], CultureInfo.InvariantCulture), float.Parse(figures[1], CultureInfo.InvariantCulture), left);
        nodes.AddRange([default, default]);
        leaves.AddRange([0, 0]);
        return 1 + Math.Max(
            Place(tree, int.Parse(figures[2], CultureInfo.InvariantCulture), left, nodes, leaves), Place(tree, int.Parse(figures[3], CultureInfo.InvariantCulture), left + 1, nodes, leaves));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(int Feature, float Threshold, int Left);
}
