namespace Platform.Parser.Formats;

/// <summary>The library that reads PDF throws whatever it stumbles over in a damaged file; what it then could not read is missing, and the rest goes on.</summary>
internal static class PdfFaults
{
    /// <summary>What was read; null where it is damaged.</summary>
    public static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            return null;
        }
    }
}
