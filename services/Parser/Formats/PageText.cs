using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Puts the passages that stay into the draft, and names what was left out: the largest parts of which nothing stays.</summary>
internal sealed class PageText(Draft draft, PageOutline outline, IReadOnlyList<Passage> passages, IReadOnlyList<bool> kept, Uri? address)
{
    private const int MostLinks = 500;
    private const int LongestAddress = 2000;
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<int> _holding = [0];

    public void Write()
    {
        for (var at = 0; at < passages.Count; at++)
        {
            for (var part = passages[at].Owner; kept[at] && _holding.Add(part.Index); part = outline.Parts[part.Parent])
            {
            }
        }

        for (var at = 0; at < passages.Count; at++)
        {
            if (kept[at])
            {
                var passage = passages[at];
                draft.Blocks.Add(new DraftBlock(passage.Kind, passage.Number + passage.Text, passage.Owner.Place, passage.Level));
                Point(passage);
            }
            else
            {
                at = LeaveOut(at);
            }
        }
    }

    private int LeaveOut(int first)
    {
        var part = passages[first].Owner;
        while (part.Parent >= 0 && !_holding.Contains(part.Parent))
        {
            part = outline.Parts[part.Parent];
        }

        var last = first;
        while (last + 1 < passages.Count && !kept[last + 1] && passages[last + 1].Owner.Index < part.End && passages[last + 1].Owner.Index >= part.Index)
        {
            last++;
        }

        draft.Remove(Kind(passages[first].Owner), string.Join(' ', Enumerable.Range(first, last - first + 1).Select(at => passages[at].Text)), part.Place);
        return last;
    }

    private string Kind(Part owner)
    {
        for (var part = owner; part.Parent >= 0; part = outline.Parts[part.Parent])
        {
            if (part.Is(Traits.Navigation | Traits.Consent | Traits.Share))
            {
                return part.Is(Traits.Navigation) ? "navigation" : part.Is(Traits.Consent) ? "consent" : "share";
            }
        }

        return "boilerplate";
    }

    private void Point(Passage passage)
    {
        foreach (var (target, carrier) in passage.Links)
        {
            if (_addresses.Count < MostLinks && Cleaning.Line(Cleaning.Clean(carrier)) is { Length: > 0 } words
                && (address is null ? Uri.TryCreate(target, UriKind.Absolute, out var url) : Uri.TryCreate(address, target, out url))
                && url!.Scheme is "http" or "https" && url.AbsoluteUri.Length < LongestAddress && _addresses.Add(url.AbsoluteUri))
            {
                draft.Links.Add(new Contracts.Link { Url = url.AbsoluteUri, Text = words });
            }
        }
    }
}
