namespace Platform.Parser.Formats;

/// <summary>The figures of one passage, filled from the first.</summary>
internal ref struct FeatureRow(Span<float> values)
{
    private readonly Span<float> _values = values;
    private int _at;

    public void Put(float value) => _values[_at++] = value;

    /// <summary>Room for the next figures, which others fill.</summary>
    public Span<float> Next(int count)
    {
        _at += count;
        return _values.Slice(_at - count, count);
    }

    /// <summary>A size in steps that grow with it.</summary>
    public static float Ln(long value) => value >= 0 && value < Logarithms.Length ? Logarithms[value] : (float)Math.Log(1 + (double)value);

    private static readonly float[] Logarithms = [.. Enumerable.Range(0, 4096).Select(value => (float)Math.Log(1 + (double)value))];
}
