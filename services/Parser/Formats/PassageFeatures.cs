using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>What is known of each passage of a page when it is judged: its own words, its neighbours, the parts that it stands in, and the page.</summary>
internal sealed class PassageFeatures
{
    private const int Far = 40;
    private const int AroundCount = 36;
    private const int PageCount = 13;
    private readonly IReadOnlyList<Passage> _passages;
    private readonly PassageWords[] _words;
    private readonly int[] _sinceProse;
    private readonly int[] _untilProse;
    private readonly long[] _lettersBefore;
    private readonly int[] _linksBefore;
    private readonly int[] _proseBefore;
    private readonly PassageSurroundings _surroundings;
    private readonly Dictionary<string, int> _copies;
    private readonly PageWords _says;
    private readonly float[] _page;
    private readonly int _heading = -1;

    /// <param name="outline">The page's parts.</param>
    /// <param name="passages">All of its text.</param>
    /// <param name="title">Its title, as far as that is known.</param>
    /// <param name="description">What it says of itself.</param>
    /// <param name="kind">What it says it is (<c>og:type</c>).</param>
    public PassageFeatures(PageOutline outline, IReadOnlyList<Passage> passages, string? title, string? description, string? kind)
    {
        _passages = passages;
        _words = [.. passages.Select(passage => new PassageWords(passage))];
        _copies = new Dictionary<string, int>(passages.Count, StringComparer.Ordinal);
        _says = new PageWords(title, description);
        (_sinceProse, _untilProse, _lettersBefore) = (new int[passages.Count], new int[passages.Count], new long[passages.Count + 1]);
        (_linksBefore, _proseBefore) = (new int[passages.Count + 1], new int[passages.Count + 1]);
        _surroundings = new PassageSurroundings(outline, passages, _words);
        var bestHeading = 0.0;
        int links = 0, prose = 0, proses = 0, prices = 0, headings = 0;
        for (int at = 0, since = Far; at < passages.Count; at++)
        {
            var words = _words[at];
            since = words.IsProse ? 0 : Math.Min(Far, since + 1);
            _sinceProse[at] = since;
            _lettersBefore[at + 1] = _lettersBefore[at] + words.Letters;
            CollectionsMarshal.GetValueRefOrAddDefault(_copies, passages[at].Text, out _)++;
            _linksBefore[at + 1] = links += words.LinkLetters;
            _proseBefore[at + 1] = prose += words.IsProse ? words.Letters : 0;
            proses += words.IsProse ? 1 : 0;
            prices += (words.Special & 2) != 0 ? 1 : 0;
            headings += passages[at].Level is not null ? 1 : 0;
            if (passages[at].Level is { } level && _says.Overlap(passages[at].Text).Title - (0.1 * level) is var like && like > bestHeading)
            {
                (_heading, bestHeading) = (at, like);
            }
        }

        for (int at = passages.Count - 1, until = Far; at >= 0; at--)
        {
            until = _words[at].IsProse ? 0 : Math.Min(Far, until + 1);
            _untilProse[at] = until;
        }

        var all = Math.Max(1, _lettersBefore[^1]);
        var (articles, posts, codes, bodies) = Counts(outline);
        _page =
        [
            FeatureRow.Ln(all), (float)links / all, (float)prose / all, FeatureRow.Ln(passages.Count), FeatureRow.Ln(proses), FeatureRow.Ln(prices), (float)headings / Math.Max(1, passages.Count),
            FeatureRow.Ln(articles), FeatureRow.Ln(posts), FeatureRow.Ln(codes), FeatureRow.Ln(bodies),
            kind is null ? 0 : kind.StartsWith("article", StringComparison.OrdinalIgnoreCase) ? 1 : kind.StartsWith("product", StringComparison.OrdinalIgnoreCase) ? 2 : 3,
            _heading < 0 ? -1 : (float)_heading / passages.Count,
        ];
    }

    /// <summary>How many figures a passage has.</summary>
    public static int Count { get; } = OwnCount + AroundCount + PassageSurroundings.Count + PageCount;

    private static int OwnCount => 23 + PassageWords.TopicCount;

    /// <summary>The figures of one passage, always as many in the same order.</summary>
    public void Write(int passage, Span<float> row)
    {
        var figures = new FeatureRow(row);
        Own(passage, figures.Next(OwnCount));
        Around(passage, figures.Next(AroundCount));
        _surroundings.Write(passage, figures.Next(PassageSurroundings.Count));
        _page.CopyTo(figures.Next(PageCount));
    }

    /// <summary>What a second judgement needs of the first passages, after they were written.</summary>
    public PassageContext Context(int count) => _surroundings.Context(count);

    private static (int Articles, int Posts, int Codes, int Bodies) Counts(PageOutline outline)
    {
        int articles = 0, posts = 0, codes = 0, bodies = 0;
        foreach (var part in outline.Parts)
        {
            articles += part.Name == "article" ? 1 : 0;
            codes += part.Name == "pre" ? 1 : 0;
            posts += part.Is(Traits.Post | Traits.Comments) ? 1 : 0;
            bodies += part.Is(Traits.Body) ? 1 : 0;
        }

        return (articles, posts, codes, bodies);
    }

    private void Own(int passage, Span<float> figures)
    {
        var row = new FeatureRow(figures);
        var words = _words[passage];
        var text = _passages[passage].Text;
        var count = Math.Max(1, words.Words);
        row.Put(words.Size);
        row.Put(words.Words);
        row.Put(words.LinkShare);
        row.Put((float)words.Letters / count);
        row.Put(words.LowerShare);
        row.Put(words.End);
        row.Put((float)words.Marks / count);
        row.Put((float)words.Digits / Math.Max(1, words.Letters));
        row.Put(words.Kind);
        row.Put(words.Special);
        row.Put(words.Year ? 1 : 0);
        row.Put(_passages[passage].Links.Count);
        row.Put(_passages[passage].Owner.Kind.Tag);
        foreach (var topic in words.TopicCounts)
        {
            row.Put((float)topic / count);
        }

        var (title, description) = _says.Overlap(text);
        row.Put(title);
        row.Put(description);
        row.Put(_copies[text]);
        row.Put(_heading < 0 ? -99 : Math.Clamp(passage - _heading, -98, 98));
        row.Put(passage);
        row.Put(_passages.Count - passage);
        row.Put((float)_lettersBefore[passage] / Math.Max(1, _lettersBefore[^1]));
        row.Put(_sinceProse[passage]);
        row.Put(_untilProse[passage]);
        row.Put(char.IsUpper(text[0]) ? 1 : char.IsLetter(text[0]) ? 2 : char.IsDigit(text[0]) ? 3 : 0);
    }

    private void Around(int passage, Span<float> figures)
    {
        var row = new FeatureRow(figures);
        foreach (var offset in (ReadOnlySpan<int>)[-2, -1, 1, 2, 3])
        {
            var there = passage + offset >= 0 && passage + offset < _words.Length;
            var words = there ? _words[passage + offset] : null;
            row.Put(words?.Size ?? -1);
            row.Put(words?.LinkShare ?? -1);
            row.Put(words?.Kind ?? -1);
            row.Put(words?.End ?? -1);
            row.Put(words?.LowerShare ?? -1);
            row.Put(!there ? -1 : _surroundings.SameStyle(passage, passage + offset) ? 1 : 0);
        }

        Window(passage, 3, row.Next(3));
        Window(passage, 10, row.Next(3));
    }

    private void Window(int passage, int reach, Span<float> figures)
    {
        int from = Math.Max(0, passage - reach), to = Math.Min(_words.Length, passage + reach + 1);
        var letters = (int)(_lettersBefore[to] - _lettersBefore[from]);
        figures[0] = FeatureRow.Ln(letters / (to - from));
        figures[1] = (float)(_linksBefore[to] - _linksBefore[from]) / Math.Max(1, letters);
        figures[2] = (float)(_proseBefore[to] - _proseBefore[from]) / Math.Max(1, letters);
    }
}
