using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Containers;

/// <summary>The ledger's row of a container's member.</summary>
internal static class MemberRow
{
    /// <summary>Makes the row: it begins in flight, since its bytes are in the content store.</summary>
    public static ArrivalRow Of(ArrivalRow parent, UnpackedMember member, string lane, DateTimeOffset now)
    {
        var inner = MemberNames.Label(member.Name);
        return new ArrivalRow
        {
            Id = IdOf(parent.Id, member.Index),
            Source = parent.Source,
            BatchId = parent.BatchId,
            Lane = lane,
            Name = MemberNames.Cut($"{parent.Name}/{inner}"),
            Path = [], // it lies in no folder
            ParentId = parent.Id,
            InnerPath = inner,
            Size = member.Size,
            ContentHash = member.Hash,
            Container = member.Container,
            State = ArrivalRow.InFlight,
            Tags = parent.Tags,
            Language = parent.Language,
            ReasonCode = member.Refusal?.Code,
            Reason = member.Refusal?.Message,
            ReasonStage = member.Refusal?.Stage,
            ObservedAt = now,
            FetchedAt = member.Hash is null ? null : now,
        };
    }

    /// <summary>
    /// The id of a member: the same each time its container is unpacked. A UUID version 7 (RFC 9562) with the container's time, the member's place in 18 bits, so that ids sort as the members lie, and
    /// 56 bits of a hash of both.
    /// </summary>
    public static Guid IdOf(Guid parent, int index)
    {
        Span<byte> seed = stackalloc byte[20], hash = stackalloc byte[32];
        parent.TryWriteBytes(seed, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(seed[16..], index);
        SHA256.HashData(seed, hash);
        var place = Math.Min(index, (1 << 18) - 1);
        var id = hash[..16];
        seed[..6].CopyTo(id);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)(0x7000 | (place >> 6)));
        id[8] = (byte)(0x80 | (place & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
