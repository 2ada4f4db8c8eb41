namespace Platform.Parser;

/// <summary>
/// What reading one document may take before what is there is kept as a part: less than what it is ended for, so that there is room for the rest of the work.
/// Formats that write their text in parts keep to it through their <c>BlockWriter</c>; the others read in one piece, which is kept or not.
/// </summary>
/// <param name="span">Time, from the making of this.</param>
/// <param name="memory">Managed memory in use, in bytes.</param>
/// <param name="time">The clock.</param>
public sealed class Allowance(TimeSpan span, long memory, TimeProvider time)
{
    /// <summary>Words of every warning that comes of this.</summary>
    public const string WouldTake = "reading the rest would take";

    private const int Stride = 64;

    [ThreadStatic]
    private static Allowance? _current;

    private readonly long _begun = time.GetTimestamp();
    private int _looks;

    /// <summary>That of the document which this thread reads; null where it may take what it wants. It is not handed on from format to format, since it is the same for all.</summary>
    public static Allowance? Current { get => _current; set => _current = value; }

    /// <summary>What has been used up, in words; null while there is more.</summary>
    public string? UsedUp()
    {
        if (time.GetElapsedTime(_begun) > span)
        {
            return $"{WouldTake} longer than {span.TotalSeconds:0.#} seconds";
        }

        return ++_looks % Stride == 0 && GC.GetTotalMemory(forceFullCollection: false) > memory
            ? $"{WouldTake} more than {memory / 1_000_000} MB of memory"
            : null;
    }
}
