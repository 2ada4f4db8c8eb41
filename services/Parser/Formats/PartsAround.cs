using System.Numerics;

namespace Platform.Parser.Formats;

/// <summary>
/// The parts that a part stands in: what they are called and how much of the page they hold. What is known of a part, its inner parts know too, so that of passages which follow each other only the parts
/// are looked at that they do not share.
/// </summary>
/// <param name="outline">The page's parts.</param>
/// <param name="siblings">Of each part, how many siblings are built alike.</param>
internal sealed class PartsAround(PageOutline outline, int[] siblings)
{
    /// <summary>The distance to what is not there.</summary>
    public const float Nowhere = 99;

    /// <summary>How many sizes of surroundings are looked at.</summary>
    public const int Scales = 4;

    private const int Holding = 5;

    private static readonly Traits[] Asked =
    [
        Traits.Navigation, Traits.Boilerplate, Traits.Share, Traits.Comments, Traits.Consent, Traits.Header, Traits.Footer, Traits.Aside, Traits.Form, Traits.Marked, Traits.Body, Traits.Widget,
        Traits.Hidden, Traits.Product, Traits.Price, Traits.Review, Traits.Post, Traits.User, Traits.Byline, Traits.Card, Traits.Filter, Traits.Cart, Traits.Tags, Traits.Description, Traits.Code,
        Traits.Title, Traits.Picture, Traits.Questions,
    ];

    private static readonly int[] Places = [.. Enumerable.Range(0, 32).Select(bit => Array.IndexOf(Asked, (Traits)(1 << bit)))];

    // Of the parts with these traits, the share of the page that they hold says whether the name is to be believed.
    private static readonly int[] Measured = [0, 1, 2, 3, 5, 6, 7, 9, 10];

    // The outermost part that holds at most this share of the page.
    private static readonly float[] Shares = [0.8f, 0.5f, 0.2f, 0.05f];

    private readonly float _all = Math.Max(1, outline.Body.Text);
    private readonly List<Level> _levels = [new Level(outline.Body, Math.Max(1, outline.Body.Text))];

    /// <summary>How many figures <see cref="Level.Write"/> writes.</summary>
    public static int Count { get; } = Asked.Length + Measured.Length + (Scales * Holding);

    /// <summary>What is around a part and the part itself; good until another one is asked for.</summary>
    public Level Of(Part part)
    {
        if (part.Depth < _levels.Count && ReferenceEquals(_levels[part.Depth].Part, part))
        {
            return _levels[part.Depth];
        }

        var outer = Of(outline.Parts[part.Parent]);
        if (part.Depth == _levels.Count)
        {
            _levels.Add(new Level(part, _all));
        }

        var level = _levels[part.Depth];
        level.Enter(part, outer, siblings[part.Index], _all);
        return level;
    }

    /// <summary>What is known at one depth: of the part there that was entered last.</summary>
    internal sealed class Level
    {
        private readonly float[] _nearest = new float[Asked.Length]; // depth of the innermost part with each trait; -1 for none
        private readonly float[] _shares = new float[Asked.Length]; // of the page, that it holds; -1 for none
        private readonly float[] _holding = new float[Scales * Holding];
        private readonly int[] _scaled = new int[Scales];
        private readonly bool[] _fits = new bool[Scales];

        /// <param name="part">The outermost part, around which there is nothing; or what is entered first.</param>
        /// <param name="all">The page's text.</param>
        public Level(Part part, float all)
        {
            Part = part;
            Array.Fill(_nearest, -1);
            Array.Fill(_shares, -1);
            for (var scale = 0; scale < Scales; scale++)
            {
                Hold(part, all, _holding.AsSpan(scale * Holding, Holding));
            }
        }

        public Part Part { get; private set; }

        public int Depth => Part.Depth;

        /// <summary>Index of the outermost part of each size.</summary>
        public ReadOnlySpan<int> Scaled => _scaled;

        /// <summary>The most siblings that are built alike, of the part and those around it.</summary>
        public int MostSiblings { get; private set; }

        /// <summary>Index of the part that has them.</summary>
        public int PartOfMost { get; private set; }

        public int DepthOfMost { get; private set; }

        /// <summary>Depth of the innermost cell or table; -1 for none.</summary>
        public int DepthOfCell { get; private set; } = -1;

        /// <summary>Makes this what is known of a part, by what is known of the one around it.</summary>
        public void Enter(Part part, Level outer, int siblings, float all)
        {
            Part = part;
            outer._nearest.CopyTo(_nearest, 0);
            outer._shares.CopyTo(_shares, 0);
            for (var bits = (uint)part.Traits; bits != 0; bits &= bits - 1)
            {
                if (Places[BitOperations.TrailingZeroCount(bits)] is var at and >= 0)
                {
                    (_nearest[at], _shares[at]) = (part.Depth, part.Text / all);
                }
            }

            for (var scale = 0; scale < Scales; scale++)
            {
                // Text grows outwards: where the part around fits, this one does, and is not the outermost.
                if (outer._fits[scale])
                {
                    (_fits[scale], _scaled[scale]) = (true, outer._scaled[scale]);
                    outer._holding.AsSpan(scale * Holding, Holding).CopyTo(_holding.AsSpan(scale * Holding));
                }
                else
                {
                    (_fits[scale], _scaled[scale]) = (part.Text <= Shares[scale] * all, part.Index);
                    Hold(part, all, _holding.AsSpan(scale * Holding, Holding));
                }
            }

            (MostSiblings, PartOfMost, DepthOfMost) = siblings >= outer.MostSiblings ? (siblings, part.Index, part.Depth) : (outer.MostSiblings, outer.PartOfMost, outer.DepthOfMost);
            DepthOfCell = part.Kind.IsCell ? part.Depth : outer.DepthOfCell;
        }

        /// <summary>The figures of the part: how far away each trait is, how much the parts with some of them hold, what the outermost part of each size is like.</summary>
        public void Write(Span<float> figures)
        {
            for (var at = 0; at < _nearest.Length; at++)
            {
                figures[at] = _nearest[at] < 0 ? Nowhere : Depth - _nearest[at];
            }

            for (var at = 0; at < Measured.Length; at++)
            {
                figures[_nearest.Length + at] = _shares[Measured[at]];
            }

            _holding.CopyTo(figures[(_nearest.Length + Measured.Length)..]);
        }

        private static void Hold(Part part, float all, Span<float> figures)
        {
            figures[0] = part.Text / all;
            figures[1] = (float)part.LinkShare;
            figures[2] = part.Text == 0 ? 0 : (float)part.Prose / part.Text;
            figures[3] = FeatureRow.Ln(part.Text / Math.Max(1, part.End - part.Index));
            figures[4] = part.Kind.Tag;
        }
    }
}
