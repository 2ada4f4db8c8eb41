using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>A sum of decision trees.</summary>
internal sealed class Trees
{
    private readonly float _start;
    private readonly int[] _roots;
    private readonly Node[] _nodes;

    private Trees(float start, int[] roots, Node[] nodes) => (_start, _roots, _nodes) = (start, roots, nodes);

    /// <summary>The first line is the start, each other a tree; a node is <c>feature threshold left right</c>, a leaf <c>value</c>, cut by commas.</summary>
    public static Trees Read(IReadOnlyList<string> lines)
    {
        List<int> roots = [];
        List<Node> nodes = [];
        foreach (var line in lines.Skip(1))
        {
            var root = nodes.Count;
            roots.Add(root);
            nodes.AddRange(line.Split(',').Select(node => node.Split(' ')).Select(node => node.Length == 1
                ? new Node(-1, float.Parse(node[0], CultureInfo.InvariantCulture), 0, 0)
                : new Node(short.Parse(node[0], CultureInfo.InvariantCulture), float.Parse(node[1], CultureInfo.InvariantCulture),
                    root + int.Parse(node[2], CultureInfo.InvariantCulture), root + int.Parse(node[3], CultureInfo.InvariantCulture))));
        }

        return new Trees(float.Parse(lines[0], CultureInfo.InvariantCulture), [.. roots], [.. nodes]);
    }

    /// <summary>0 to 1.</summary>
    public float Probability(ReadOnlySpan<float> features)
    {
        var (sum, nodes) = (_start, _nodes);
        foreach (var root in _roots)
        {
            ref readonly var node = ref nodes[root];
            while (node.Feature >= 0)
            {
                node = ref nodes[features[node.Feature] <= node.Value ? node.Left : node.Right];
            }

            sum += node.Value;
        }

        return 1 / (1 + MathF.Exp(-sum));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(short Feature, float Value, int Left, int Right);
}
