using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.RawContent;
using Xunit;

namespace Platform.Unit.Tests.RawContent;

public sealed class FileContentStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("content-");
    private readonly FileContentStore _store;

    public FileContentStoreTests() => _store = new FileContentStore(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 50)]
    public async Task What_is_put_is_read_back_under_its_SHA_256(byte[] bytes)
    {
        var stored = await _store.PutAsync(new MemoryStream(bytes), bytes.Length, CancellationToken.None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored.Hash);
        Assert.Equal(bytes.Length, stored.Size);
        Assert.Equal(bytes, await _store.ReadAsync(stored.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task The_same_bytes_from_many_writers_become_one_file()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _store.PutAsync(new MemoryStream(bytes), long.MaxValue, CancellationToken.None)));

        Assert.Single(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_staged_content_is_there_once_it_is_kept_and_hundreds_are_kept_together()
    {
        var contents = Enumerable.Range(0, 300).Select(number => BitConverter.GetBytes(number % 250)).ToList(); // 50 of them twice
        var staged = new List<StagedContent>();
        foreach (var bytes in contents)
        {
            staged.Add(await _store.StageAsync(new MemoryStream(bytes), bytes.Length, CancellationToken.None));
        }

        Assert.Throws<FileNotFoundException>(() => _store.OpenRead(staged[0].Content.Hash));
        await _store.KeepAsync(staged);

        Assert.Equal(250, _folder.GetFiles("*", SearchOption.AllDirectories).Length);
        foreach (var (bytes, copy) in contents.Zip(staged))
        {
            Assert.Equal(bytes, await _store.ReadAsync(copy.Content.Hash, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_staged_content_that_is_discarded_leaves_nothing_behind()
    {
        FileContentStore.Discard(await _store.StageAsync(new MemoryStream([1, 2, 3]), 3, CancellationToken.None));

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_killed_process_staged_is_deleted_later_and_what_is_being_staged_stays()
    {
        var abandoned = await _store.StageAsync(new MemoryStream([1]), 1, CancellationToken.None);
        var fresh = await _store.StageAsync(new MemoryStream([2]), 1, CancellationToken.None);
        File.SetLastWriteTimeUtc(abandoned.Temporary, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-7));

        _ = new FileContentStore(_folder.FullName);

        Assert.False(File.Exists(abandoned.Temporary));
        Assert.True(File.Exists(fresh.Temporary));
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused_and_leave_nothing_behind()
    {
        var refusal = await Assert.ThrowsAsync<ContentTooLargeException>(
            () => _store.PutAsync(new MemoryStream(new byte[1001]), 1000, CancellationToken.None));

        Assert.Equal(1000, refusal.MaxBytes);
        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_source_that_breaks_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(new BreakingStream(), long.MaxValue, CancellationToken.None));

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/")]
    public void A_name_that_is_no_hash_never_reaches_the_file_system(string hash) =>
        Assert.Throws<ArgumentException>(() => _store.OpenRead(hash));

    [Fact]
    public void A_content_that_is_not_there_is_said_to_be_missing() =>
        Assert.Throws<FileNotFoundException>(() => _store.OpenRead(new string('0', 64)));

    /// <summary>Gives one piece, then fails like a disk or a network mount.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private bool _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given)
            {
                throw new IOException("Input/output error");
            }

            _given = true;
            buffer.Span[..100].Fill(7);
            return ValueTask.FromResult(100);
        }
    }

    [Fact]
    public async Task A_content_is_removed_only_while_nobody_holds_it()
    {
        var (store, other) = (new FileContentStore(_folder.FullName), new FileContentStore(_folder.FullName));
        var content = await store.PutAsync(new MemoryStream("held"u8.ToArray()), 100, TestContext.Current.CancellationToken);
        var free = await store.PutAsync(new MemoryStream("free"u8.ToArray()), 100, TestContext.Current.CancellationToken);
        using (await store.HoldAsync([content.Hash, content.Hash], TestContext.Current.CancellationToken))
        using (await other.HoldAsync([content.Hash], TestContext.Current.CancellationToken))
        {
            Assert.Null(other.TryHoldAlone(content.Hash));
            using var alone = other.TryHoldAlone(free.Hash);
            Assert.NotNull(alone);
            await other.RemoveAsync([free.Hash, free.Hash]);
        }

        Assert.True(store.Has(content.Hash));
        Assert.False(store.Has(free.Hash));
        Assert.Throws<FileNotFoundException>(() => store.OpenRead(free.Hash));
    }

    [Fact]
    public async Task Who_wants_to_hold_what_is_being_removed_waits_and_then_finds_it_gone()
    {
        var store = new FileContentStore(_folder.FullName);
        var content = await store.PutAsync(new MemoryStream("going"u8.ToArray()), 100, TestContext.Current.CancellationToken);
        Task<ContentHold> waiting;
        using (store.TryHoldAlone(content.Hash))
        {
            waiting = store.HoldAsync([content.Hash], TestContext.Current.CancellationToken);
            await store.RemoveAsync([content.Hash]);
            Assert.False(waiting.IsCompleted);
        }

        using var hold = await waiting;
        Assert.False(store.Has(content.Hash));
    }
}
