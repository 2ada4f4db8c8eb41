using Platform.RawContent;
using Xunit;

namespace Platform.Unit.Tests.RawContent;

public sealed class CompoundFileTests
{
    // Streams lie in small sectors up to 4,095 bytes; from 7 MB on the header has no room for the table of sectors.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(70_001)]
    [InlineData(9_000_000)]
    public void What_is_written_reads_the_same(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var (root, folder) = (new CompoundStorage(), new CompoundStorage());
        root.Add("whole", () => content);
        root.Add("folder", folder);
        folder.Add("again", () => content);
        for (var number = 0; number < 40; number++)
        {
            var small = new byte[] { (byte)number };
            folder.Add(FormattableString.Invariant($"stream {number}"), () => small);
        }

        var read = CompoundFile.Read(CompoundWriter.Write(root)).Root;

        Assert.Equal(["whole"], read.Streams);
        Assert.Equal(content, read.Bytes("WHOLE"));
        Assert.Equal(content, read.Storages["folder"].Bytes("again"));
        Assert.All(Enumerable.Range(0, 40), number => Assert.Equal([(byte)number], read.Storages["folder"].Bytes(FormattableString.Invariant($"stream {number}"))!));
        Assert.Null(read.Bytes("none"));
    }

    [Fact]
    public void What_is_no_compound_file_is_refused() => Assert.Throws<InvalidDataException>(() => CompoundFile.Read(new byte[600]));
}
