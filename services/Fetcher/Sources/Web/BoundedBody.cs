using Platform.RawContent;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Reads a body of bounded length into memory: what counts are the bytes that come out of the decompression.</summary>
internal static class BoundedBody
{
    /// <exception cref="ContentTooLargeException">There are more than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, int most, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (whole.Length + read > most)
            {
                throw new ContentTooLargeException(most);
            }

            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }
}
