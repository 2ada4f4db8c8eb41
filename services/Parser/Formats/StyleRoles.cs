using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>What a paragraph style stands for.</summary>
/// <param name="Kind">One of <see cref="BlockKinds"/>; null for a table of contents or an index.</param>
/// <param name="Level">Of a heading.</param>
/// <param name="Field">The field that a paragraph in it states: title or subtitle.</param>
internal sealed record StyleRole(string? Kind, int? Level = null, string? Field = null)
{
    public static StyleRole Body { get; } = new(BlockKinds.Paragraph);

    public static StyleRole Heading(int level) => new(BlockKinds.Heading, Math.Clamp(level, 1, 6));
}

/// <summary>Word processors agree on the names of their built-in styles; whatever a document calls its own says nothing.</summary>
internal static partial class StyleRoles
{
    /// <summary>The role of a built-in style; null for any other name.</summary>
    public static StyleRole? Of(string name)
    {
        var plain = name.Replace("_20_", " ", StringComparison.Ordinal).Replace('_', ' ').Trim().ToLowerInvariant();
        var heading = HeadingName().Match(plain);
        return heading.Success ? StyleRole.Heading(heading.Groups["level"] is { Success: true } level ? int.Parse(level.Value, CultureInfo.InvariantCulture) : 1)
            : plain switch
            {
                "title" or "название" => new StyleRole(BlockKinds.Heading, 1, Metadata.Fields.Title),
                "subtitle" or "подзаголовок" => new StyleRole(BlockKinds.Paragraph, null, Metadata.Fields.Subtitle),
                "quote" or "intense quote" or "intensequote" or "quotations" or "block text" or "block quotation" or "blockquote" or "цитата" => new StyleRole(BlockKinds.Quotation),
                "caption" or "illustration" or "table" or "figure" or "drawing" or "название объекта" => new StyleRole(BlockKinds.Caption),
                "html preformatted" or "preformatted text" or "source code" => new StyleRole(BlockKinds.Code),
                _ when ListName().IsMatch(plain) => new StyleRole(BlockKinds.ListItem),
                _ when ContentsName().IsMatch(plain) => new StyleRole(null),
                _ => null,
            };
    }

    [GeneratedRegex("""^(?:heading|заголовок|загаловак|überschrift|titre|nagłówek|título|titolo) ?(?<level>[1-9])$""", RegexOptions.NonBacktracking)]
    private static partial Regex HeadingName();

    [GeneratedRegex("""^list (?:bullet|number)(?: ?[2-5])?$|^list(?:bullet|number)[2-5]?$""", RegexOptions.NonBacktracking)]
    private static partial Regex ListName();

    [GeneratedRegex("""^(?:toc ?(?:[1-9]|heading)|contents (?:[1-9]|10|heading)|table of figures|index(?: heading| ?[1-9])|оглавление [1-9])$""", RegexOptions.NonBacktracking)]
    private static partial Regex ContentsName();
}
