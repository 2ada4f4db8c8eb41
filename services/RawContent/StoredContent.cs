namespace Platform.RawContent;

/// <summary>A content that is safely stored.</summary>
/// <param name="Hash">SHA-256 as 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Length in bytes.</param>
public sealed record StoredContent(string Hash, long Size);

/// <summary>A content that was copied into the store and is not kept yet.</summary>
/// <param name="Content">Its hash and length.</param>
/// <param name="Temporary">Where the copy lies.</param>
public sealed record StagedContent(StoredContent Content, string Temporary);

/// <summary>A content has more bytes than its source allows.</summary>
public sealed class ContentTooLargeException : Exception
{
    /// <param name="maxBytes">The limit, in bytes.</param>
    public ContentTooLargeException(long maxBytes)
        : base($"The content is larger than {maxBytes} bytes.") => MaxBytes = maxBytes;

    /// <summary>The limit, in bytes.</summary>
    public long MaxBytes { get; }
}
