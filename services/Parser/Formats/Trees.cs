using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>A sum of decision trees.</summary>
internal sealed class Trees
{
    /// <summary>Rows that go down a tree side by side: one step waits for the one before it, those of other rows do not.</summary>
    private const int Abreast = 4;

    /// <summary>Rows that go down one tree before the next tree's turn: the processor's nearest cache holds them and the tree, but not all trees.</summary>
    private const int Together = 16;

    private readonly float _start;
    private readonly Tree[] _trees;
    private readonly int _features;

    private Trees(float start, Tree[] trees)
    {
        (_start, _trees) = (start, trees);
        _features = trees.SelectMany(tree => tree.Nodes).Max(node => node.Feature) + 1;
    }

    /// <summary>The first line is the start, each other a tree; a node is <c>feature threshold left right</c>, a leaf <c>value</c>, cut by commas.</summary>
    public static Trees Read(IReadOnlyList<string> lines) => new(
        float.Parse(lines[0], CultureInfo.InvariantCulture), [.. lines.Skip(1).Select(line => Full(line.Split(',').Select(node => node.Split(' ')).ToArray()))]);

    /// <summary>0 to 1 for each row.</summary>
    public float[] Probabilities(FeatureTable rows)
    {
        var all = new int[rows.Count];
        for (var at = 0; at < all.Length; at++)
        {
            all[at] = at;
        }

        return Probabilities(rows, all);
    }

    /// <summary>0 to 1 for each of some rows.</summary>
    public float[] Probabilities(FeatureTable rows, ReadOnlySpan<int> which)
    {
        if (rows.Width < _features)
        {
            throw new ArgumentException($"The trees ask for {_features} figures of each row, which has {rows.Width}.", nameof(rows));
        }

        var sums = new float[which.Length];
        Array.Fill(sums, _start);
        for (var from = 0; from < which.Length; from += Together)
        {
            var to = Math.Min(which.Length, from + Together);
            foreach (var tree in _trees)
            {
                var at = from;
                for (; at + Abreast <= to; at += Abreast)
                {
                    tree.AddFour(ref rows.First(which[at]), ref rows.First(which[at + 1]), ref rows.First(which[at + 2]), ref rows.First(which[at + 3]), ref sums[at]);
                }

                for (; at < to; at++)
                {
                    tree.AddOne(ref rows.First(which[at]), ref sums[at]);
                }
            }
        }

        return Array.ConvertAll(sums, sum => 1 / (1 + MathF.Exp(-sum)));
    }

    // Every leaf is brought to the same depth, so that a node's place says where its children are and no step is a branch, which would be guessed wrong half of the time.
    private static Tree Full(string[][] written)
    {
        var depth = Depth(written, 0);
        var tree = new Tree(depth, new Node[(1 << depth) - 1], new float[1 << depth]);
        Fill(written, 0, tree, 0);
        return tree;
    }

    private static int Depth(string[][] written, int from) =>
        written[from] is [_, _, var left, var right] ? 1 + Math.Max(Depth(written, Int(left)), Depth(written, Int(right))) : 0;

    private static void Fill(string[][] written, int from, Tree tree, int to)
    {
        var figures = written[from];
        if (to >= tree.Nodes.Length)
        {
            tree.Leaves[to - tree.Nodes.Length] = float.Parse(figures[0], CultureInfo.InvariantCulture);
            return;
        }

        var isLeaf = figures.Length == 1;
        tree.Nodes[to] = isLeaf ? new Node(0, float.PositiveInfinity) : new Node(Int(figures[0]), float.Parse(figures[1], CultureInfo.InvariantCulture));
        Fill(written, isLeaf ? from : Int(figures[2]), tree, (2 * to) + 1);
        Fill(written, isLeaf ? from : Int(figures[3]), tree, (2 * to) + 2);
    }

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(int Feature, float Threshold);

    /// <param name="Depth">Steps from the root to each leaf.</param>
    /// <param name="Nodes">The children of the node at n are at 2n + 1 and 2n + 2.</param>
    /// <param name="Leaves">What each adds; they stand behind the nodes in the same count.</param>
    private sealed record Tree(int Depth, Node[] Nodes, float[] Leaves)
    {
        // The bounds hold by how the tree is made, and the width of the rows was looked at: testing them again at each step would take a third of the time.
        public void AddFour(ref float row, ref float row2, ref float row3, ref float row4, ref float sum)
        {
            ref var nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
            ref var leaves = ref MemoryMarshal.GetArrayDataReference(Leaves);
            nint node1 = 0, node2 = 0, node3 = 0, node4 = 0;
            for (var step = Depth; step > 0; step--)
            {
                node1 = Next(ref nodes, node1, ref row);
                node2 = Next(ref nodes, node2, ref row2);
                node3 = Next(ref nodes, node3, ref row3);
                node4 = Next(ref nodes, node4, ref row4);
            }

            sum += Unsafe.Add(ref leaves, node1 - Nodes.Length);
            Unsafe.Add(ref sum, 1) += Unsafe.Add(ref leaves, node2 - Nodes.Length);
            Unsafe.Add(ref sum, 2) += Unsafe.Add(ref leaves, node3 - Nodes.Length);
            Unsafe.Add(ref sum, 3) += Unsafe.Add(ref leaves, node4 - Nodes.Length);
        }

        public void AddOne(ref float row, ref float sum)
        {
            ref var nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
            nint node = 0;
            for (var step = Depth; step > 0; step--)
            {
                node = Next(ref nodes, node, ref row);
            }

            sum += Leaves[node - Nodes.Length];
        }

        // Without a branch: "? 1 : 0" is what the compiler makes a mere comparison of.
        private static nint Next(ref Node nodes, nint at, ref float row)
        {
            ref var node = ref Unsafe.Add(ref nodes, at);
            return (2 * at) + 1 + (Unsafe.Add(ref row, node.Feature) > node.Threshold ? 1 : 0);
        }
    }
}
