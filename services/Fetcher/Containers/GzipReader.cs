using System.Buffers.Binary;
using System.IO.Compression;

namespace Platform.Fetcher.Containers;

/// <summary>
/// The bytes behind gzip (RFC 1952), of one or several members. What .NET reads of a file that was cut off simply ends; here the length that stands at the end of the file is compared, as gzip(1) does.
/// </summary>
internal sealed class GzipReader(Stream file) : ReadOnlyStream
{
    private readonly GZipStream _plain = new(file, CompressionMode.Decompress, leaveOpen: true);
    private long _count;

    public override int Read(Span<byte> buffer)
    {
        var read = _plain.Read(buffer);
        _count += read;
        return read == 0 && buffer.Length > 0 && IsCutOff() ? throw new InvalidDataException("The gzip file ends too early.") : read;
    }

    protected override void Dispose(bool disposing)
    {
        _plain.Dispose();
        base.Dispose(disposing);
    }

    private bool IsCutOff()
    {
        Span<byte> end = stackalloc byte[4];
        file.Seek(-Math.Min(end.Length, file.Length), SeekOrigin.End);
        _ = file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(end);

        // Of several members it is the last one's length.
        return stated != (uint)_count && (stated > _count || !HoldsAnotherHead());
    }

    private bool HoldsAnotherHead()
    {
        var buffer = new byte[1 << 16];
        file.Position = 10;
        for (int read; (read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 2; file.Position -= 2)
        {
            if (buffer.AsSpan(0, read).IndexOf([(byte)0x1f, (byte)0x8b, (byte)8]) >= 0)
            {
                return true;
            }

            if (read < buffer.Length)
            {
                break;
            }
        }

        return false;
    }
}
