using System.Security.Cryptography;

namespace Platform.RawContent;

/// <summary>
/// Content-addressed bytes in a folder, one file for each content: <c>ROOT/ab/ab12…</c> by SHA-256, never changed once there.
/// A content is staged in <c>ROOT/tmp</c>, flushed to the disk and renamed to its place, and the folder entry is flushed too:
/// when <see cref="KeepAsync"/> or <see cref="PutAsync"/> returns, the bytes survive a power cut. Of two writers of one content the later discards its copy.
/// </summary>
public sealed class FileContentStore
{
    private const int BufferSize = 128 * 1024;

    /// <summary>What was staged by a process that was killed is deleted by the next, once nobody has written to it for so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);

    private readonly string _root;
    private readonly string _temporary;
    private readonly string _locks;
    private readonly GroupFlush _flush;

    /// <param name="root">Folder of the store; created if missing, with its parents.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public FileContentStore(string root)
    {
        _root = Path.GetFullPath(root);
        _temporary = Path.Combine(_root, "tmp");
        Directory.CreateDirectory(_temporary);
        _locks = Path.Combine(_root, "locks");
        _flush = new GroupFlush(_root);
        foreach (var left in new DirectoryInfo(_temporary).EnumerateFiles().Where(file => file.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Abandoned))
        {
            left.Delete();
        }
    }

    /// <summary>Stores the rest of <paramref name="content"/> and tells its hash and length.</summary>
    /// <param name="content">Read to its end, in pieces; never held in memory as a whole.</param>
    /// <param name="maxBytes">Most bytes to accept; reading stops at the first byte beyond.</param>
    /// <param name="cancellation">Ends the call; nothing is left behind.</param>
    /// <exception cref="ContentTooLargeException">There are more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">The disk is full or failing; nothing is left behind.</exception>
    public async Task<StoredContent> PutAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var staged = await StageAsync(content, maxBytes, cancellation);
        await KeepAsync([staged]);
        return staged.Content;
    }

    /// <summary>Copies the rest of <paramref name="content"/> into the store without keeping it yet: <see cref="KeepAsync"/> or <see cref="Discard"/> must follow.</summary>
    /// <param name="content">Read to its end, in pieces; never held in memory as a whole.</param>
    /// <param name="maxBytes">Most bytes to accept; reading stops at the first byte beyond.</param>
    /// <param name="cancellation">Ends the call; nothing is left behind.</param>
    /// <exception cref="ContentTooLargeException">There are more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">The disk is full or failing; nothing is left behind.</exception>
    public async Task<StagedContent> StageAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        var temporary = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            return new StagedContent(await WriteAsync(content, temporary, maxBytes, cancellation), temporary);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Keeps what was staged, all with two flushes of the disk: for one content or for hundreds.</summary>
    /// <param name="staged">From <see cref="StageAsync"/>; several may hold the same bytes.</param>
    /// <exception cref="IOException">The disk is full or failing; all are discarded, though some may be there.</exception>
    public async Task KeepAsync(IReadOnlyList<StagedContent> staged)
    {
        ArgumentNullException.ThrowIfNull(staged);
        var open = staged.ToHashSet();
        try
        {
            // The bytes are on the disk before they get their name: a name never stands for less than its content.
            var fresh = staged.Where(content => !File.Exists(PathOf(content.Content.Hash))).ToList();
            await _flush.FlushAsync([.. fresh.Select(content => content.Temporary)]);
            var folders = staged.Select(content => Path.GetDirectoryName(PathOf(content.Content.Hash))!).ToHashSet(StringComparer.Ordinal);
            foreach (var folder in folders.Where(folder => !Directory.Exists(folder)).ToList())
            {
                Directory.CreateDirectory(folder);
                folders.Add(_root);
            }

            // And a name is durable only once the folder that holds it is flushed, also one that another writer has just made.
            foreach (var content in fresh)
            {
                File.Move(content.Temporary, PathOf(content.Content.Hash), overwrite: true);
                open.Remove(content);
            }

            await _flush.FlushAsync([.. folders]);
        }
        finally
        {
            foreach (var content in open)
            {
                Discard(content); // a copy of what was there already, or what an error left
            }
        }
    }

    /// <summary>Deletes the staged copy, where it was not kept.</summary>
    public static void Discard(StagedContent staged)
    {
        ArgumentNullException.ThrowIfNull(staged);
        File.Delete(staged.Temporary);
    }

    /// <summary>Holds contents, so that nobody removes them until it is committed that they are needed: taken before <see cref="KeepAsync"/>, disposed after the commit.</summary>
    /// <param name="hashes">Each 64 lower-case hexadecimal digits.</param>
    /// <param name="cancellation">Ends the waiting for whoever removes one of them.</param>
    /// <exception cref="IOException">The store's file system has no locks.</exception>
    public Task<ContentHold> HoldAsync(IEnumerable<string> hashes, CancellationToken cancellation) => ContentHold.SharedAsync(_locks, hashes, cancellation);

    /// <summary>Holds a content alone, so that nobody begins to need it; null where someone holds it. <see cref="RemoveAsync"/> wants it held so.</summary>
    public ContentHold? TryHoldAlone(string hash) => ContentHold.TryAlone(_locks, hash);

    /// <summary>Whether a content is there.</summary>
    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is no such hash.</exception>
    public bool Has(string hash) => File.Exists(PathOf(hash));

    /// <summary>Removes contents for good; those that are not there are gone already.</summary>
    /// <param name="hashes">Each held alone by the caller, who has made sure that nothing needs it.</param>
    /// <exception cref="IOException">The disk is failing; some may be gone.</exception>
    public async Task RemoveAsync(IReadOnlyList<string> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in hashes.Select(PathOf).Where(File.Exists))
        {
            File.Delete(path);
            folders.Add(Path.GetDirectoryName(path)!);
        }

        await _flush.FlushAsync([.. folders]);
    }

    /// <summary>Opens a content for reading, from its first byte.</summary>
    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is no such hash; it never reaches the file system.</exception>
    /// <exception cref="FileNotFoundException">There is no such content.</exception>
    public FileStream OpenRead(string hash)
    {
        try
        {
            return new FileStream(PathOf(hash), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new FileNotFoundException("The content store has no content " + hash + ".", missing);
        }
    }

    /// <summary>Reads a whole content of known, bounded length into memory.</summary>
    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is no such hash.</exception>
    /// <exception cref="FileNotFoundException">There is no such content.</exception>
    public async Task<byte[]> ReadAsync(string hash, CancellationToken cancellation)
    {
        await using var stream = OpenRead(hash);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private static async Task<StoredContent> WriteAsync(Stream content, string path, long maxBytes, CancellationToken cancellation)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            long size = 0;
            int read;

            // A file is read here and now: its asynchronous reads would each be handed to another thread, which costs more than the reading.
            while ((read = content is FileStream ? content.Read(buffer) : await content.ReadAsync(buffer, cancellation)) > 0)
            {
                if (size + read > maxBytes)
                {
                    throw new ContentTooLargeException(maxBytes);
                }

                sha.AppendData(buffer, 0, read);
                RandomAccess.Write(file, buffer.AsSpan(0, read), size);
                size += read;
            }

            return new StoredContent(Convert.ToHexStringLower(sha.GetHashAndReset()), size);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where a content lies or would lie: for a process that reads it by itself. The file is never changed, and not written by others.</summary>
    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is no such hash.</exception>
    public string PathOf(string hash)
    {
        if (hash is not { Length: 64 } || hash.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            throw new ArgumentException("A content hash is 64 lower-case hexadecimal digits.", nameof(hash));
        }

        return Path.Combine(_root, hash[..2], hash);
    }
}
