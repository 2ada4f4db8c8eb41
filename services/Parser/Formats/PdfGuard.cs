using System.Text.RegularExpressions;
using Platform.Contracts;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Platform.Parser.Formats;

/// <summary>Finds what would exhaust the reader's stack, which no program survives, before the reader gets there.</summary>
internal static partial class PdfGuard
{
    /// <summary>Forms within forms; drawings that programs write nest a handful.</summary>
    private const int DeepestForm = 24;

    /// <summary>Objects that are looked at; a document with more is left to the limits of memory and time.</summary>
    private const int MostObjects = 200_000;

    /// <summary>Refuses a cross-reference stream whose fields are wider than any number.</summary>
    /// <exception cref="UnreadableException">It has one.</exception>
    public static void CheckBytes(ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes.Span;
        for (var at = rest.IndexOf("/XRef"u8); at >= 0; at = rest.IndexOf("/XRef"u8))
        {
            var (from, to) = (Math.Max(0, at - 1000), Math.Min(rest.Length, at + 1000));
            if (WideFields().IsMatch(System.Text.Encoding.Latin1.GetString(rest[from..to])))
            {
                throw new UnreadableException(ReasonCodes.Damaged, "The PDF's table of objects has fields of an impossible width; save or download it again and drop that.");
            }

            rest = rest[(at + 5)..];
        }
    }

    /// <summary>Cuts forms that draw themselves, or nest too deep, out of the forms that draw them, so that the rest can be read.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool CutCircles(PdfDocument document)
    {
        var (nodes, seen, isCut) = (new Stack<IToken>(), new HashSet<IndirectReference>(), false);
        nodes.Push(document.Structure.Catalog.CatalogDictionary.TryGet(NameToken.Pages, out var pages) ? pages : NullToken.Instance);
        while (nodes.TryPop(out var token) && seen.Count < MostObjects)
        {
            if ((token is IndirectReferenceToken link && !seen.Add(link.Data)) || Resolve(document, token) is not DictionaryToken node)
            {
                continue;
            }

            isCut |= FollowForms(document, node, [], seen);
            if (node.TryGet(NameToken.Kids, out var kids) && Resolve(document, kids) is ArrayToken array)
            {
                foreach (var kid in array.Data)
                {
                    nodes.Push(kid);
                }
            }
        }

        return isCut;
    }

    private static bool FollowForms(PdfDocument document, DictionaryToken owner, List<(string Name, IndirectReference Form)> path, HashSet<IndirectReference> seen)
    {
        var resources = owner.TryGet(NameToken.Resources, out var stated) && Resolve(document, stated) is DictionaryToken own ? own : new DictionaryToken(new Dictionary<NameToken, IToken>());
        var objects = resources.TryGet(NameToken.Xobject, out stated) && Resolve(document, stated) is DictionaryToken named ? named : new DictionaryToken(new Dictionary<NameToken, IToken>());
        // The reader looks a name that a form lacks up in what surrounds it, and so may find the form itself.
        var circles = path.Where(outer => !objects.Data.ContainsKey(outer.Name)).Select(outer => outer.Name).ToList();
        var isCut = false;
        foreach (var (name, token) in objects.Data)
        {
            if (token is not IndirectReferenceToken { Data: var reference })
            {
                continue;
            }

            if (path.Exists(outer => outer.Form.Equals(reference)) || path.Count > DeepestForm)
            {
                circles.Add(name);
                isCut = true;
            }
            else if (seen.Count < MostObjects && seen.Add(reference) && Resolve(document, token) is StreamToken { StreamDictionary: var form } && form.TryGet(NameToken.Subtype, out NameToken subtype) && subtype == NameToken.Form)
            {
                isCut |= FollowForms(document, form, [.. path, (name, reference)], seen);
            }
        }

        if (circles.Count > 0 && path.Count > 0)
        {
            document.Advanced.ReplaceIndirectObject(Empty, new StreamToken(EmptyForm, " "u8.ToArray()));
            var cut = resources.With(NameToken.Xobject, circles.Aggregate(objects, (kept, name) => kept.With(NameToken.Create(name), new IndirectReferenceToken(Empty))));
            document.Advanced.ReplaceIndirectObject(path[^1].Form, form => form is StreamToken stream ? new StreamToken(stream.StreamDictionary.With(NameToken.Resources, cut), stream.Data) : form);
        }

        return isCut;
    }

    private static IToken? Resolve(PdfDocument document, IToken token) => token is IndirectReferenceToken { Data: var reference } ? PdfFaults.Try(() => document.Structure.GetObject(reference)?.Data!) : token;

    // No document has so many objects.
    private static readonly IndirectReference Empty = new(int.MaxValue, 0);

    private static readonly DictionaryToken EmptyForm = new(new Dictionary<NameToken, IToken>
    {
        [NameToken.Type] = NameToken.Xobject,
        [NameToken.Subtype] = NameToken.Form,
        [NameToken.Bbox] = new ArrayToken([new NumericToken(0), new NumericToken(0), new NumericToken(0), new NumericToken(0)]),
    });

    [GeneratedRegex("""/W\s*\[[^\]]*(?:-|\d{3})""", RegexOptions.NonBacktracking)]
    private static partial Regex WideFields();
}
