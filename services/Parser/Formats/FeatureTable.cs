using System.Buffers;

namespace Platform.Parser.Formats;

/// <summary>The figures of a page's passages, a row for each, in one piece of memory that pages take in turn.</summary>
/// <param name="count">Rows.</param>
/// <param name="width">Figures in a row.</param>
internal sealed class FeatureTable(int count, int width) : IDisposable
{
    private float[] _figures = ArrayPool<float>.Shared.Rent(Math.Max(1, count * width));

    public int Count => count;

    public int Width => width;

    public Span<float> Row(int at) => _figures.AsSpan(at * width, width);

    /// <summary>The first figure of a row, behind which the others stand.</summary>
    public ref float First(int at) => ref _figures[at * width];

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_figures);
        _figures = [];
    }
}
