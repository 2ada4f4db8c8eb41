using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Platform.Parser.Text;
using Platform.RawContent;

namespace Platform.Parser.Formats;

/// <summary>The properties of a message, recipient or attachment of Outlook ([MS-OXMSG]): long ones are streams named by number and type, short ones stand in a table.</summary>
/// <param name="storage">The folder that holds them.</param>
/// <param name="tableHead">Bytes before the table's rows: 32 for a message, 24 for one within another, 8 for attachments.</param>
/// <param name="chosen">The charset that somebody chose; null for the message's own.</param>
internal sealed class MapiProperties(CompoundStorage storage, int tableHead, string? chosen)
{
    private const int RowLength = 16;
    private const int Integer = 0x0003;
    private const int Time = 0x0040;
    private readonly byte[] _table = storage.Bytes("__properties_version1.0") ?? [];

    public CompoundStorage Storage => storage;

    /// <summary>IANA name of the code page of texts that are not Unicode; null where it is not stated.</summary>
    public string? Charset => (Number(0x3fde) ?? Number(0x3ffd)) is > 0 and { } page && RtfFonts.Page(page) is { } encoding ? encoding.WebName : null;

    /// <summary>A text; null where there is none or an empty one.</summary>
    public string? Text(int property)
    {
        var text = Bytes(property, "001F") is { } unicode ? Encoding.Unicode.GetString(unicode)
            : Bytes(property, "001E") is { Length: > 0 } bytes ? Charsets.DecodePart(bytes, Charset, chosen)?.Text
            : null;
        return text?.TrimEnd('\0') is { Length: > 0 } value ? Cleaning.Clean(value) : null;
    }

    /// <summary>Bytes; null where there are none.</summary>
    public byte[]? Binary(int property) => Bytes(property, "0102");

    /// <summary>A whole number; null where there is none.</summary>
    public int? Number(int property) => Row(property, Integer) is { } value ? (int)value : null;

    /// <summary>A time, which is kept in UTC, as ISO 8601; null where there is none or no plausible one.</summary>
    public string? Moment(int property) => Row(property, Time) is > 0 and { } ticks && ticks < DateTime.MaxValue.ToFileTimeUtc()
        ? DateTime.FromFileTimeUtc(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : null;

    private byte[]? Bytes(int property, string type) => storage.Bytes(string.Create(CultureInfo.InvariantCulture, $"__substg1.0_{property:X4}{type}"));

    private long? Row(int property, int type)
    {
        for (var at = tableHead; at + RowLength <= _table.Length; at += RowLength)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(_table.AsSpan(at)) == ((property << 16) | type))
            {
                return type == Integer ? BinaryPrimitives.ReadInt32LittleEndian(_table.AsSpan(at + 8)) : BinaryPrimitives.ReadInt64LittleEndian(_table.AsSpan(at + 8));
            }
        }

        return null;
    }
}
