using System.Buffers.Binary;

namespace Platform.Parser.Workers;

/// <summary>
/// The frames between a service and its workers: a byte for the kind, a number, the length of the payload (both 32 bits, little-endian), the payload.
/// Requests are of kind 0; answers of an <see cref="AnswerKind"/>, or <see cref="Ready"/>.
/// </summary>
internal static class Frames
{
    /// <summary>Bytes before the payload.</summary>
    public const int Head = 9;

    /// <summary>Kind of the first frame of a worker: from now on it takes documents.</summary>
    public const byte Ready = 255;

    /// <summary>Writes the head of a frame whose payload stands behind it.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="number">A number that goes with it.</param>
    public static void Close(Span<byte> frame, byte kind, int number)
    {
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], number);
        BinaryPrimitives.WriteInt32LittleEndian(frame[5..], frame.Length - Head);
    }

    /// <summary>Writes a whole frame at once.</summary>
    public static void Write(Stream to, byte kind, int number, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[Head + payload.Length];
        payload.CopyTo(frame.AsSpan(Head));
        Close(frame, kind, number);
        to.Write(frame);
        to.Flush();
    }

    /// <summary>The next frame; null where the stream ends, also within one.</summary>
    /// <param name="from">The stream.</param>
    /// <param name="most">Longest payload, in bytes.</param>
    /// <exception cref="InvalidDataException">The payload is longer, or its length is none.</exception>
    public static Frame? Read(Stream from, int most)
    {
        Span<byte> head = stackalloc byte[Head];
        if (from.ReadAtLeast(head, Head, throwOnEndOfStream: false) < Head)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head[5..]);
        if (length < 0 || length > most)
        {
            throw new InvalidDataException($"A frame of {length} bytes, where {most} are the most.");
        }

        var payload = GC.AllocateUninitializedArray<byte>(length);
        return from.ReadAtLeast(payload, length, throwOnEndOfStream: false) < length
            ? null
            : new Frame(head[0], BinaryPrimitives.ReadInt32LittleEndian(head[1..]), payload);
    }
}

/// <summary>One frame.</summary>
internal sealed record Frame(byte Kind, int Number, byte[] Payload);
