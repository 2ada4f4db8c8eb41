namespace Platform.Parser.Formats;

/// <summary>A class and id, and what they say of a line: looked at once for all lines that share them.</summary>
internal sealed class LineNames(string text)
{
    public string Text { get; } = text;

    /// <summary>Whether they speak of dates.</summary>
    public bool SayDate => _date ??= DateForms.NamesDate(Text);

    /// <summary>Whether they speak of a change alone.</summary>
    public bool SayChange => _change ??= DateForms.NamesChange(Text);

    /// <summary>Whether they speak of dates or of those who made the page.</summary>
    public bool SayMaking => _making ??= DateForms.NamesMaking(Text);

    /// <summary>Whether they speak of its author.</summary>
    public bool SayAuthor => _author ??= PageAuthors.NamesAuthor(Text);

    private bool? _date, _change, _making, _author;
}
