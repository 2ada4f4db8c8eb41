using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>The parts that each passage of a page stands in: what they are called, how much of the page they hold, and how many are built alike.</summary>
internal sealed class PassageSurroundings
{
    private readonly PageOutline _outline;
    private readonly IReadOnlyList<Passage> _passages;
    private readonly PassageWords[] _words;
    private readonly Group[] _siblings;
    private readonly Group[] _styles;
    private readonly Group[] _repeated;
    private readonly PartsAround _around;
    private readonly float _all;
    private readonly int[] _scaled;
    private readonly int[] _firsts; // of each part, how many passages come before it: text behind an inner part counts to that

    public PassageSurroundings(PageOutline outline, IReadOnlyList<Passage> passages, PassageWords[] words)
    {
        (_outline, _passages, _words) = (outline, passages, words);
        _all = Math.Max(1, outline.Body.Text);
        _siblings = Siblings();
        _styles = Styles();
        _repeated = new Group[passages.Count];
        _around = new PartsAround(outline, Array.ConvertAll(_siblings, group => group.Count));
        _scaled = new int[passages.Count * PartsAround.Scales];
        _firsts = new int[outline.Parts.Count + 1];
        var next = 0;
        for (var at = 0; at < passages.Count; at++)
        {
            for (; next <= passages[at].Owner.Index; next++)
            {
                _firsts[next] = at;
            }
        }

        _firsts.AsSpan(next).Fill(passages.Count);
    }

    /// <summary>How many figures it writes.</summary>
    public static int Count { get; } = PartsAround.Count + 13;

    /// <summary>Whether two passages stand in elements of one tag and class, up to the grandparent's.</summary>
    public bool SameStyle(int passage, int other) => _styles[passage] == _styles[other];

    public void Write(int passage, Span<float> figures)
    {
        var around = _around.Of(_passages[passage].Owner);
        around.Scaled.CopyTo(_scaled.AsSpan(passage * PartsAround.Scales));
        around.Write(figures);
        var row = new FeatureRow(figures[PartsAround.Count..]);
        row.Put(FeatureRow.Ln(around.MostSiblings));
        row.Put(around.Depth - around.DepthOfMost);
        var repeated = _repeated[passage] = _siblings[around.PartOfMost];
        repeated.Write(_all, row.Next(Group.Figures));
        row.Put(FeatureRow.Ln(_styles[passage].Count));
        _styles[passage].Write(_all, row.Next(Group.Figures));
        row.Put(around.Depth);
        row.Put(around.DepthOfCell < 0 ? PartsAround.Nowhere : around.Depth - around.DepthOfCell);
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
            for (var scale = 0; scale < PartsAround.Scales; scale++)
            {
                own[scale] = Run(_outline.Parts[_scaled[(at * PartsAround.Scales) + scale]]);
            }

            own[PartsAround.Scales] = Run(_outline.Parts[Math.Max(0, _passages[at].Owner.Parent)]);
        }

        var (weights, styles, repeated) = (new float[count], new int[count], new int[count]);
        for (var at = 0; at < count; at++)
        {
            (weights[at], styles[at], repeated[at]) = (3f + Math.Min(300, _words[at].Letters), Number(_styles[at]), Number(_repeated[at]));
        }

        return new PassageContext(weights, styles, repeated, runs);
    }

    private (int From, int To) Run(Part part) => (_firsts[part.Index], _firsts[part.End]);

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
        /// <summary>How many figures it writes.</summary>
        public const int Figures = 4;

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

        public void Write(float all, Span<float> figures)
        {
            var row = new FeatureRow(figures);
            row.Put(_letters / all);
            row.Put((float)_links / Math.Max(1, _letters));
            row.Put((float)_prose / Math.Max(1, _letters));
            row.Put(FeatureRow.Ln(_letters / Math.Max(1, Count)));
        }
    }
}
