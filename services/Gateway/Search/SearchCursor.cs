using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Gateway.Search;

/// <summary>
/// A place in what a search found, opaque to callers: base64url of 20 bytes. What is stored after the first page was shown lies ahead of <paramref name="Top"/> and does not
/// move the pages behind it.
/// </summary>
/// <param name="Top">The newest place that the first page looked at.</param>
/// <param name="Place">Place of the last document shown.</param>
/// <param name="Rank">Its rank; 0 where the newest come first.</param>
public sealed record SearchCursor(long Top, long Place, float Rank)
{
    private const int Length = 20;

    /// <inheritdoc />
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Top);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Place);
        BinaryPrimitives.WriteSingleBigEndian(bytes[16..], Rank);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SearchCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var read) || read != Length)
        {
            return false;
        }

        cursor = new SearchCursor(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadSingleBigEndian(bytes[16..]));
        return cursor.Top >= 0 && cursor.Place >= 0 && float.IsFinite(cursor.Rank);
    }
}
