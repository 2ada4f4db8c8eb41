using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Gateway.Feed;

/// <summary>
/// A place in the event log. To subscribers it is opaque: base64url of the epoch (4 bytes), the transaction (8) and the sequence (8), big-endian.
/// </summary>
/// <param name="Epoch">Raised when the database is restored from a copy.</param>
/// <param name="Xid">The writing transaction.</param>
/// <param name="Seq">Order within it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Cursor(int Epoch, ulong Xid, long Seq)
{
    private const int Length = 20;

    /// <summary>The place before the first event.</summary>
    public static Cursor Beginning { get; } = new(0, 0, 0);

    /// <summary>The extension <c>sequence</c> of the envelope: fixed width, so that text order is log order.</summary>
    public string Sequence => string.Create(CultureInfo.InvariantCulture, $"{Epoch:x8}-{Xid:x16}-{Seq:x16}");

    /// <inheritdoc />
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Epoch);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[4..], Xid);
        BinaryPrimitives.WriteInt64BigEndian(bytes[12..], Seq);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether this place lies behind another in the log.</summary>
    public bool IsBehind(Cursor other) => (Epoch, Xid, Seq).CompareTo((other.Epoch, other.Xid, other.Seq)) > 0;

    /// <summary>Reads what <see cref="Sequence"/> wrote, and nothing else.</summary>
    public static bool TryParseSequence(string text, out Cursor cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        cursor = default;
        var parts = text.Split('-');
        if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)
            || !ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var xid)
            || !long.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq))
        {
            return false;
        }

        cursor = new Cursor(epoch, xid, seq);
        return cursor is { Epoch: >= 0, Seq: >= 0 } && cursor.Sequence == text;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string text, out Cursor cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var read) || read != Length)
        {
            return false;
        }

        cursor = new Cursor(
            BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[4..]), BinaryPrimitives.ReadInt64BigEndian(bytes[12..]));
        return cursor is { Epoch: >= 0, Seq: >= 0 } && cursor.ToString() == text;
    }
}
