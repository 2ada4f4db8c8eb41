using System.Collections.Frozen;
using System.Text;

namespace Platform.Parser.Formats;

/// <summary>The code pages of an RTF document's fonts: bytes are decoded with the one of the font they are set in.</summary>
internal sealed class RtfFonts
{
    private const int Symbols = 2;

    private static readonly FrozenDictionary<int, int> CodePages = new Dictionary<int, int>
    {
        [77] = 10000, [128] = 932, [129] = 949, [130] = 1361, [134] = 936, [136] = 950, [161] = 1253, [162] = 1254, [163] = 1258, [177] = 1255, [178] = 1256, [186] = 1257, [204] = 1251,
        [222] = 874, [238] = 1250, [254] = 437, [255] = 850,
    }.ToFrozenDictionary();

    private readonly Dictionary<int, Encoding?> _fonts = [];

    static RtfFonts() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>What holds for fonts that name no code page: the document's.</summary>
    public Encoding Default { get; private set; } = Page(1252)!;

    /// <summary>Sets the document's code page.</summary>
    public void Document(int page) => Default = Page(page) ?? Default;

    /// <summary>Notes a font's <c>\fcharset</c>. That of the West stands with fonts of documents in any code page, and then means the document's.</summary>
    public void Charset(int font, int charset)
    {
        if (charset == Symbols)
        {
            _fonts[font] = Page(20127); // pictures in the places of letters: nothing that can be read
        }
        else if (CodePages.TryGetValue(charset, out var page))
        {
            _fonts[font] = Page(page);
        }
    }

    /// <summary>Notes a font's <c>\cpg</c>.</summary>
    public void CodePage(int font, int page) => _fonts[font] = Page(page);

    /// <summary>The encoding of bytes in a font.</summary>
    public Encoding Of(int? font) => font is { } number && _fonts.TryGetValue(number, out var encoding) && encoding is not null ? encoding : Default;

    public static Encoding? Page(int page)
    {
        try
        {
            return page > 0 ? Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, page == 20127 ? new DecoderReplacementFallback("") : DecoderFallback.ReplacementFallback) : null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
