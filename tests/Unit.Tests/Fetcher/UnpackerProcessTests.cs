using System.Diagnostics;
using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>The process that unpacks, as the Fetcher starts it: killed, stopped and starved by the kernel.</summary>
public sealed class UnpackerProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unpacker-");
    private readonly ContainerSettings _settings = new();
    private readonly UnpackerProcess _unpacker;

    public UnpackerProcessTests() => _unpacker = new UnpackerProcess(_folder.FullName, _settings);

    public void Dispose()
    {
        _unpacker.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_process_that_was_killed_is_replaced_and_the_archive_is_unpacked()
    {
        await UnpackedAsync();
        await SignalAsync("KILL");

        await UnpackedAsync();
    }

    [Fact]
    public async Task An_archive_that_crashes_each_process_is_refused_with_a_sentence_and_the_next_one_is_unpacked()
    {
        _settings.MemoryBytes = 1; // no process starts with that
        var answer = await AskAsync();
        Assert.Equal((ReasonCodes.ParserCrashed, 0), (answer.Reason?.Code, answer.Members.Count));
        Assert.EndsWith("unpack it and drop the files.", answer.Reason!.Message, StringComparison.Ordinal);

        _settings.MemoryBytes = new ContainerSettings().MemoryBytes;
        await UnpackedAsync();
    }

    [Fact]
    public async Task An_archive_that_takes_too_long_is_refused_with_the_bound_and_its_process_is_replaced()
    {
        await UnpackedAsync();
        await SignalAsync("STOP"); // it takes for ever now
        _settings.Time = TimeSpan.FromSeconds(1);
        var answer = await AskAsync();
        Assert.Equal(ReasonCodes.OverTime, answer.Reason?.Code);
        Assert.Contains("longer than 1 s", answer.Reason!.Message, StringComparison.Ordinal);

        _settings.Time = new ContainerSettings().Time;
        await UnpackedAsync();
    }

    private async Task UnpackedAsync()
    {
        var answer = await AskAsync();
        Assert.Equal((null, null), (answer.Reason?.Message, answer.Trouble));
        Assert.Equal(["a.txt", "b.txt"], answer.Members.Select(member => member.Name));
    }

    private async Task<UnpackAnswer> AskAsync()
    {
        var archive = Path.Combine(_folder.FullName, "archive");
        await File.WriteAllBytesAsync(archive, Packed.Zip("a.txt", "b.txt"), TestContext.Current.CancellationToken);
        return await _unpacker.UnpackAsync(
            new UnpackRequest(archive, ContainerKinds.Zip, "archive.zip", _settings.Members, _settings.Bytes, _settings.MemberBytes, _settings.Ratio), TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a signal to the process that unpacks into this test's folder.</summary>
    private async Task SignalAsync(string signal)
    {
        var pid = Assert.Single(Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)), IsOurs);
        using var kill = Process.Start("kill", ["-" + signal, pid!]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private bool IsOurs(string? pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains($"unpack\0{_folder.FullName}", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }
}
