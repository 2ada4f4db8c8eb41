using System.Text;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>One letter as it was set: turned so that its text runs to the right, vertical lengths from the top downwards.</summary>
internal readonly record struct LayoutGlyph(string Text, double Left, double Right, double Base, double Size, bool Bold)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}

/// <summary>Letters that stand next to each other on one line.</summary>
internal sealed class LayoutRun(LayoutGlyph first, int order)
{
    /// <summary>A gap is a space from this share of the size on; letters that are kerned apart stand closer.</summary>
    private const double Space = 0.17;

    /// <summary>The same letter set again this close, as a share of the size, makes it look bold.</summary>
    private const double Doubled = 0.12;

    /// <summary>Letters that are compared in pairs to find those that are set twice; no line has as many.</summary>
    private const long MostPairs = 1_000_000;

    private readonly List<LayoutGlyph> _glyphs = [first];

    public int Order => order;

    public double Left { get; private set; } = first.Left;

    public double Right { get; private set; } = first.Right;

    /// <summary>Where the last letter or blank ends.</summary>
    public double End { get; private set; } = first.Right;

    public double Base { get; private set; } = first.Base;

    public double Size { get; private set; } = first.Size;

    public void Add(LayoutGlyph glyph)
    {
        End = Math.Max(End, glyph.Right);
        _glyphs.Add(glyph);
        if (glyph.IsBlank)
        {
            return;
        }

        if (glyph.Size > Size * 1.1)
        {
            (Base, Size) = (glyph.Base, glyph.Size); // it began with a superscript
        }

        (Left, Right) = (Math.Min(Left, glyph.Left), Math.Max(Right, glyph.Right));
    }

    public void Add(LayoutRun other) => other._glyphs.ForEach(Add);

    /// <summary>One like it, to which more can be added.</summary>
    public LayoutRun Copy()
    {
        var copy = new LayoutRun(_glyphs[0], Order);
        _glyphs.Skip(1).ToList().ForEach(copy.Add);
        return copy;
    }

    /// <summary>Whether all of it stands in the same places within the other.</summary>
    public bool IsCopyOf(LayoutRun other) => Left < other.Right - (0.3 * Size) && (long)_glyphs.Count * other._glyphs.Count < MostPairs
        && _glyphs.TrueForAll(glyph => glyph.IsBlank || other._glyphs.Exists(own => Math.Abs(own.Left - glyph.Left) < Doubled * glyph.Size && own.Text == glyph.Text));

    /// <summary>The run as a line; null where it holds nothing to read.</summary>
    public LayoutLine? ToLine()
    {
        var runsLeft = IsMostlyLeft();
        var glyphs = runsLeft ? InLogicalOrder() : _glyphs;
        var text = new StringBuilder();
        var space = SpaceFrom(glyphs);
        double firstEnds = 0, secondBegins = 0, bold = 0, letters = 0;
        var sizes = new Dictionary<double, int>();
        LayoutGlyph? last = null;
        var blank = false;
        foreach (var glyph in glyphs)
        {
            if (glyph.IsBlank)
            {
                blank = true;
                continue;
            }

            if (last is { } before)
            {
                if (glyph.Text == before.Text && Math.Abs(glyph.Left - before.Left) < Doubled * glyph.Size)
                {
                    continue;
                }

                if (blank || Math.Max(glyph.Left - before.Right, before.Left - glyph.Right) > space * Math.Max(glyph.Size, before.Size))
                {
                    (firstEnds, secondBegins) = secondBegins != 0 ? (firstEnds, secondBegins) : runsLeft ? (before.Left, glyph.Right) : (before.Right, glyph.Left);
                    text.Append(' ');
                }
            }

            (last, blank) = (glyph, false);
            text.Append(glyph.Text);
            letters += glyph.Text.Length;
            bold += glyph.Bold ? glyph.Text.Length : 0;
            var size = Math.Round(glyph.Size, 1);
            sizes[size] = sizes.GetValueOrDefault(size) + glyph.Text.Length;
        }

        var clean = Cleaning.Line(LayoutHyphens.KeepSoft(text.ToString()));
        return clean.Length == 0 ? null : new LayoutLine
        {
            Text = clean,
            Left = Left,
            Right = Right,
            Base = Base,
            Size = sizes.MaxBy(pair => pair.Value).Key,
            Bold = bold > letters * 0.8,
            FirstWordRight = firstEnds != 0 ? firstEnds : runsLeft ? Left : Right,
            SecondWordLeft = secondBegins != 0 ? secondBegins : runsLeft ? Right : Left,
            RunsLeft = runsLeft,
            Order = Order,
        };
    }

    // Letters that are spaced apart stand further from each other than words elsewhere; the space between their words is wider again.
    private static double SpaceFrom(List<LayoutGlyph> glyphs)
    {
        var gaps = glyphs.Zip(glyphs.Skip(1)).Where(pair => !pair.First.IsBlank && !pair.Second.IsBlank)
            .Select(pair => Math.Max(pair.Second.Left - pair.First.Right, pair.First.Left - pair.Second.Right) / pair.Second.Size).Order().ToList();
        return gaps.Count >= 4 && gaps[gaps.Count / 2] is > 0.1 and var median ? Math.Max(Space, (median * 1.6) + 0.05) : Space;
    }

    private bool IsMostlyLeft() => _glyphs.Count(glyph => RunsLeft(glyph.Text)) * 2 > _glyphs.Count(glyph => !glyph.IsBlank && char.IsLetter(glyph.Text, 0));

    /// <summary>From right to left; numbers and foreign words in it stay as they are.</summary>
    private List<LayoutGlyph> InLogicalOrder()
    {
        var turned = _glyphs.OrderByDescending(glyph => glyph.Right).ToList();
        for (var at = 0; at < turned.Count; at++)
        {
            var end = at;
            while (end < turned.Count && !turned[end].IsBlank && !RunsLeft(turned[end].Text) && char.IsLetterOrDigit(turned[end].Text, 0))
            {
                end++;
            }

            turned.Reverse(at, end - at);
            at = Math.Max(at, end - 1);
        }

        return turned.ConvertAll(glyph => glyph.Text[0] is >= '\ufb1d' and <= '\ufefc' ? glyph with { Text = glyph.Text.Normalize(NormalizationForm.FormKC) } : glyph);
    }

    private static bool RunsLeft(string text) => Scripts.Of(text[0]) is Script.Hebrew or Script.Arabic;
}
