using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>EPUB. Accepts a ZIP whose container names a package document. Chapters are read in the order of the spine; the table of contents is listed as removed, notes follow the text.</summary>
public static partial class Epub
{
    private const string Container = "META-INF/container.xml";
    private const int LargestChapter = 20_000_000;

    /// <summary>Whether it is a book.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.IsZip(content) && Package.Read(content, package => package.Has(Container) && OpfName(package) is not null);
    }

    /// <summary>Reads chapters and metadata.</summary>
    /// <exception cref="UnreadableException">It is protected or damaged, or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.ReadDraft(content, package =>
        {
            var draft = new Draft("application/epub+zip") { HasCharset = false };
            var opf = new Opf(OpfName(package)!, draft);
            package.Walk(opf.Name, node => opf.Node(node, package));
            opf.Propose();
            Chapters(package, opf, draft);
            return draft;
        });
    }

    private static void Chapters(Package package, Opf opf, Draft draft)
    {
        var locked = Locked(package);
        var markup = new Markup(new BlockWriter(draft));
        foreach (var (part, contents) in opf.Spine.Distinct())
        {
            if (locked.Contains(part))
            {
                throw new UnreadableException(ReasonCodes.Encrypted, "The book is protected against copying; drop an edition without protection.");
            }

            if (package.Bytes(part, LargestChapter) is not { } bytes || Charsets.Decode(bytes) is not { } decoded)
            {
                draft.Warnings.Add($"The chapter {part} is missing or no text.");
                draft.Partial = true;
            }
            else if (contents)
            {
                draft.Remove("navigation", Cleaning.Line(Cleaning.Clean(Tag().Replace(decoded.Text, " "))), part);
            }
            else
            {
                markup.Take(EmptyElement().Replace(decoded.Text, Opened), part);
            }
        }

        markup.Finish();
    }

    // HTML knows no empty elements besides its own: <title/> would swallow the chapter.
    private static string Opened(Match match) =>
        match.Groups["name"].Value.ToLowerInvariant() is "br" or "hr" or "img" or "meta" or "link" or "input" or "col" or "area" or "base" or "wbr" or "source" or "embed" or "param" or "track"
            ? match.Value
            : $"<{match.Groups["name"].Value}{match.Groups["rest"].Value}></{match.Groups["name"].Value}>";

    private static string? OpfName(Package package)
    {
        string? name = null;
        package.Walk(Container, node => name ??= node is { NodeType: XmlNodeType.Element, LocalName: "rootfile" } ? node.GetAttribute("full-path") : null);
        return name is not null && package.Has(name) ? name : null;
    }

    /// <summary>Parts that are encrypted; fonts are only disguised, and no part of the text.</summary>
    private static HashSet<string> Locked(Package package)
    {
        var locked = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        package.Walk("META-INF/encryption.xml", node =>
        {
            if (node is { NodeType: XmlNodeType.Element, LocalName: "CipherReference" } && node.GetAttribute("URI") is { } part)
            {
                locked.Add(Package.Resolve("", Uri.UnescapeDataString(part)));
            }
        });
        return locked;
    }

    [GeneratedRegex("""<(?<name>[A-Za-z][A-Za-z0-9]*)(?<rest>(?:\s[^<>]*)?)/>""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyElement();

    [GeneratedRegex("""<[^<>]*>""", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
