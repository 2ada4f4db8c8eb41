using System.Numerics;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>The parts that each passage of a page stands in: what they are called, how much of the page they hold, and how many are built alike.</summary>
internal sealed class PassageSurroundings
{
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
    private static readonly float[] Scales = [0.8f, 0.5f, 0.2f, 0.05f];
    private readonly PageOutline _outline;
    private readonly IReadOnlyList<Passage> _passages;
    private readonly PassageWords[] _words;
    private readonly Group[] _siblings;
    private readonly Group[] _styles;
    private readonly Group[] _repeated;
    private readonly int[] _scaled;
    private readonly int[] _owners; // by index, never falling: text behind an inner part counts to that

    public PassageSurroundings(PageOutline outline, IReadOnlyList<Passage> passages, PassageWords[] words)
    {
        (_outline, _passages, _words) = (outline, passages, words);
        _siblings = Siblings();
        _styles = Styles();
        _repeated = new Group[passages.Count];
        _scaled = new int[passages.Count * Scales.Length];
        _owners = new int[passages.Count];
        for (int at = 0, last = 0; at < passages.Count; at++)
        {
            _owners[at] = last = Math.Max(last, passages[at].Owner.Index);
        }
    }

    /// <summary>How many figures it writes.</summary>
    public static int Count { get; } = Asked.Length + Measured.Length + (Scales.Length * 5) + 13;

    /// <summary>Whether two passages stand in elements of one tag and class, up to the grandparent's.</summary>
    public bool SameStyle(int passage, int other) => _styles[passage] == _styles[other];

    public void Write(int passage, ref FeatureRow row)
    {
        var owner = _passages[passage].Owner;
        var all = (float)Math.Max(1, _outline.Body.Text);
        Span<int> distance = stackalloc int[Asked.Length];
        distance.Fill(99);
        Span<float> shares = stackalloc float[Asked.Length];
        shares.Fill(-1);
        var scaled = _scaled.AsSpan(passage * Scales.Length, Scales.Length);
        scaled.Fill(owner.Index);
        var seen = Traits.None;
        int depth = 0, most = 0, mostDepth = 0, mostAt = owner.Index, cell = 99;
        for (var part = owner; part.Index > 0; part = _outline.Parts[part.Parent], depth++)
        {
            var fresh = part.Traits & ~seen;
            seen |= part.Traits;
            for (var bits = (uint)fresh; bits != 0; bits &= bits - 1)
            {
                if (Places[BitOperations.TrailingZeroCount(bits)] is var at and >= 0)
                {
                    (distance[at], shares[at]) = (depth, part.Text / all);
                }
            }

            for (var at = 0; at < Scales.Length; at++)
            {
                scaled[at] = part.Text <= Scales[at] * all ? part.Index : scaled[at];
            }

            if (_siblings[part.Index].Count > most)
            {
                (most, mostDepth, mostAt) = (_siblings[part.Index].Count, depth, part.Index);
            }

            cell = part.IsCell && cell == 99 ? depth : cell;
        }

        foreach (var value in distance)
        {
            row.Put(value);
        }

        foreach (var at in Measured)
        {
            row.Put(shares[at]);
        }

        foreach (var index in scaled)
        {
            Holding(_outline.Parts[index], all, ref row);
        }

        var repeated = _repeated[passage] = _siblings[mostAt];
        row.Put(FeatureRow.Ln(most));
        row.Put(mostDepth);
        repeated.Write(all, ref row);
        row.Put(FeatureRow.Ln(_styles[passage].Count));
        _styles[passage].Write(all, ref row);
        row.Put(depth);
        row.Put(cell);
    }

    /// <summary>What a second judgement needs of the first passages, after they were written.</summary>
    public PassageContext Context(int count)
    {
        var next = 0;
        int Number(Group group) => group.Number < 0 ? group.Number = next++ : group.Number;
        var runs = new (int From, int To)[count * PassageContext.Runs];
        for (var at = 0; at < count; at++)
        {
            var own = runs.AsSpan(at * PassageContext.Runs, PassageContext.Runs);
            for (var scale = 0; scale < Scales.Length; scale++)
            {
                own[scale] = Run(_outline.Parts[_scaled[(at * Scales.Length) + scale]]);
            }

            own[Scales.Length] = Run(_outline.Parts[Math.Max(0, _passages[at].Owner.Parent)]);
        }

        var (weights, styles, repeated) = (new float[count], new int[count], new int[count]);
        for (var at = 0; at < count; at++)
        {
            (weights[at], styles[at], repeated[at]) = (3f + Math.Min(300, _words[at].Letters), Number(_styles[at]), Number(_repeated[at]));
        }

        return new PassageContext(weights, styles, repeated, runs);
    }

    private static void Holding(Part part, float all, ref FeatureRow row)
    {
        row.Put(part.Text / all);
        row.Put((float)part.LinkShare);
        row.Put(part.Text == 0 ? 0 : (float)part.Prose / part.Text);
        row.Put(FeatureRow.Ln(part.Text / Math.Max(1, part.End - part.Index)));
        row.Put(part.Tag);
    }

    private (int From, int To) Run(Part part) => (First(part.Index), First(part.End));

    private int First(int part)
    {
        var (low, high) = (0, _owners.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _owners[middle] < part ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // Siblings of one tag and class: cards, posts, items of a menu.
    private Group[] Siblings()
    {
        var groups = new Dictionary<(int, int), Group>(_outline.Parts.Count);
        var siblings = new Group[_outline.Parts.Count];
        foreach (var part in _outline.Parts)
        {
            var key = (part.Parent, part.Signature);
            siblings[part.Index] = CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _) ??= new Group();
            if (part.Text > 0)
            {
                siblings[part.Index].Add(part.Text, part.LinkText, part.Prose);
            }
        }

        return siblings;
    }

    private Group[] Styles()
    {
        var groups = new Dictionary<int, Group>();
        var styles = new Group[_passages.Count];
        for (var at = 0; at < styles.Length; at++)
        {
            var style = Style(_passages[at].Owner);
            styles[at] = CollectionsMarshal.GetValueRefOrAddDefault(groups, style, out _) ??= new Group();
            styles[at].Add(_words[at].Letters, _words[at].LinkLetters, _words[at].IsProse ? _words[at].Letters : 0);
        }

        return styles;
    }

    private int Style(Part part)
    {
        var style = part.Signature;
        for (var up = 0; up < 2 && part.Parent > 0; up++)
        {
            part = _outline.Parts[part.Parent];
            style = HashCode.Combine(style, part.Signature);
        }

        return style;
    }

    /// <summary>Sums over what is built alike.</summary>
    private sealed class Group
    {
        private int _letters;
        private int _links;
        private int _prose;

        public int Count { get; private set; }

        /// <summary>Its number among those of a page; -1 before it has one.</summary>
        public int Number { get; set; } = -1;

        public void Add(int letters, int links, int prose)
        {
            Count++;
            _letters += letters;
            _links += links;
            _prose += prose;
        }

        public void Write(float all, ref FeatureRow row)
        {
            row.Put(_letters / all);
            row.Put((float)_links / Math.Max(1, _letters));
            row.Put((float)_prose / Math.Max(1, _letters));
            row.Put(FeatureRow.Ln(_letters / Math.Max(1, Count)));
        }
    }
}
