namespace Platform.Parser.Formats;

/// <summary>The figures of one passage, filled from the first.</summary>
internal ref struct FeatureRow(Span<float> values)
{
    private readonly Span<float> _values = values;
    private int _at;

    public void Put(float value) => _values[_at++] = value;

    /// <summary>A size in steps that grow with it.</summary>
    public static float Ln(long value) => value >= 0 && value < Logarithms.Length ? Logarithms[value] : (float)Math.Log(1 + (double)value);

    private static readonly float[] Logarithms = [.. Enumerable.Range(0, 4096).Select(value => (float)Math.Log(1 + (double)value))];

    /// <summary>A number for an element's name.</summary>
    public static float Tag(string name) => name switch
    {
        "p" => 1, "a" => 2, "span" => 3, "div" => 4, "li" => 5, "ul" or "ol" => 6, "td" or "th" or "tr" or "tbody" => 7, "table" => 8, "section" => 9, "article" => 10, "main" => 11, "nav" => 12,
        "header" => 13, "footer" => 14, "aside" => 15, "dt" or "dd" or "dl" => 16, "label" => 17, "form" => 18, "figure" or "figcaption" => 19, "strong" or "b" or "em" or "i" => 20, "small" => 21,
        "time" => 22, ['h', _] => 23, "body" => 24, "blockquote" => 25, "pre" or "code" => 26, _ => 0,
    };
}
