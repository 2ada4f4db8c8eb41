namespace Platform.Parser.Formats;

/// <summary>The attributes of a page's elements that some rule asks for. A rule that asks for another one adds it here.</summary>
internal static class PageAttributes
{
    /// <summary>No name of an element or attribute that is asked for is longer.</summary>
    public const int LongestName = 16;

    /// <summary>Whether an attribute is asked for.</summary>
    /// <param name="tag">The element's name, in lower case.</param>
    /// <param name="attribute">Its name as it is written.</param>
    /// <param name="value">Its value as it is written, with its quotes.</param>
    public static bool AreAsked(ReadOnlySpan<char> tag, ReadOnlySpan<char> attribute, ReadOnlySpan<char> value)
    {
        Span<char> room = stackalloc char[LongestName];
        return Lower(attribute, room) switch
        {
            "class" or "id" or "href" or "rel" or "role" or "type" or "itemprop" or "property" or "content" or "datetime" or "pubdate" or "data-date" or "data-date-time" or "hidden" or "aria-hidden" => true,
            "style" => value.Contains("display", StringComparison.OrdinalIgnoreCase) || value.Contains("visibility", StringComparison.OrdinalIgnoreCase),
            "name" => tag is "meta",
            "lang" => tag is "html",
            "value" => tag is "li",
            "start" => tag is "ol",
            "title" => value.ContainsAnyInRange('0', '9'),
            "color" or "face" or "size" => tag is "font", // ends a drawing
            "encoding" => tag is "annotation-xml",
            _ => false,
        };
    }

    /// <summary>Whether elements of a name hold no others, or may be left open: they say nothing about how deep a page nests.</summary>
    public static bool HoldsNoOthers(ReadOnlySpan<char> name) => name is
        "area" or "base" or "br" or "col" or "embed" or "hr" or "img" or "input" or "link" or "meta" or "param" or "source" or "track" or "wbr" or "p" or "li" or "dt" or "dd" or "tr" or "td" or "th" or "thead"
        or "tbody" or "tfoot" or "option" or "optgroup" or "colgroup" or "rt" or "rp" or "html" or "head" or "body";

    /// <summary>A name in lower case, where it is short enough to be one that is asked for.</summary>
    public static ReadOnlySpan<char> Lower(ReadOnlySpan<char> name, Span<char> room)
    {
        if (name.Length > LongestName || !name.ContainsAnyInRange('A', 'Z'))
        {
            return name;
        }

        name.ToLowerInvariant(room);
        return room[..name.Length];
    }
}
