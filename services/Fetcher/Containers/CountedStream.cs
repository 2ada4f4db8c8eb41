namespace Platform.Fetcher.Containers;

/// <summary>What a container may still unpack to. Bytes count as they are read: what an archive says of them counts for nothing.</summary>
internal sealed class Budget(UnpackRequest request, long packed)
{
    private readonly long _mostByRatio = Math.Max(ContainerSettings.AlwaysAllowed, packed * request.MostRatio);
    private long _used;

    /// <exception cref="RefusedException">It is used up.</exception>
    public void Use(int bytes)
    {
        _used += bytes;
        if (_used > request.MostBytes)
        {
            throw new RefusedException(Refusals.UnpacksToTooMuch);
        }

        if (_used > _mostByRatio)
        {
            throw new RefusedException(Refusals.Bomb(request.MostRatio));
        }
    }
}

/// <summary>A member's bytes as they are unpacked, counted. What its reader throws becomes <see cref="BrokenMemberException"/>, so that errors of the disk are told from it.</summary>
internal sealed class CountedStream(Func<Stream> open, Budget budget) : ReadOnlyStream
{
    private Stream? _inner;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            _inner ??= open();
            read = _inner.Read(buffer);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new BrokenMemberException(UnpackVerb.IsAboutPassword(failure) ? new RefusedException(Refusals.EncryptedMember, failure) : failure);
        }

        Count += read;
        budget.Use(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            _inner?.Dispose();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A reader that skips to its member's end meets the damage there; the next member tells.
        }

        base.Dispose(disposing);
    }
}
