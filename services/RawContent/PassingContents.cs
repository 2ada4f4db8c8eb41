namespace Platform.RawContent;

/// <summary>
/// Bytes that one service hands to another and that neither keeps: files of random names in <c>ROOT/passing</c>, not flushed, and removed by whoever asked. What a
/// kill leaves behind goes at a later start, after an hour.
/// </summary>
public sealed class PassingContents
{
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);
    private readonly string _folder;

    /// <param name="root">The content store's folder; created if missing.</param>
    /// <param name="clock">Tells what is stale.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public PassingContents(string root, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _folder = Path.Combine(Path.GetFullPath(root), "passing");
        Directory.CreateDirectory(_folder);
        foreach (var left in new DirectoryInfo(_folder).EnumerateFiles().Where(file => clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Stale))
        {
            left.Delete();
        }
    }

    /// <summary>Takes the rest of <paramref name="content"/>.</summary>
    /// <returns>The token that the other service reads it by.</returns>
    /// <exception cref="ContentTooLargeException">There are more than <paramref name="maxBytes"/>; nothing is left behind.</exception>
    public async Task<string> PutAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        var token = Guid.NewGuid().ToString("N");
        try
        {
            await using var file = new FileStream(PathOf(token), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
            {
                if (file.Length + read > maxBytes)
                {
                    throw new ContentTooLargeException(maxBytes);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                await file.FlushAsync(cancellation);
            }

            return token;
        }
        catch
        {
            Discard(token);
            throw;
        }
    }

    /// <summary>Takes what <paramref name="write"/> writes; nothing is left behind where that fails.</summary>
    /// <returns>The token that the other service reads it by.</returns>
    public async Task<string> PutAsync(Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var token = Guid.NewGuid().ToString("N");
        try
        {
            await using var file = new FileStream(PathOf(token), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
            await write(file);
            return token;
        }
        catch
        {
            Discard(token);
            throw;
        }
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    /// <exception cref="ArgumentException"><paramref name="token"/> is none of ours.</exception>
    public Task<byte[]> ReadAsync(string token, CancellationToken cancellation) => File.ReadAllBytesAsync(PathOf(token), cancellation);

    /// <summary>Removes it, where it is there.</summary>
    public void Discard(string token) => File.Delete(PathOf(token));

    /// <summary>Where it lies, for a process that is handed the path.</summary>
    /// <exception cref="ArgumentException"><paramref name="token"/> is none of ours.</exception>
    public string PathOf(string token) => Guid.TryParseExact(token, "N", out _)
        ? Path.Combine(_folder, token) : throw new ArgumentException("A token is 32 hexadecimal digits.", nameof(token));
}
