using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Room on the disk: section <c>Disk</c>.</summary>
internal sealed class DiskSettings
{
    public const string Section = "Disk";

    /// <summary>Bytes that stay free where the content store lies, 0 to 1 TB: below, nothing new is claimed. 0 for no bound. Default 500,000,000.</summary>
    public long MinFreeBytes { get; set; } = 500_000_000;

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(DiskSettings disk) => disk.MinFreeBytes is < 0 or > 1_000_000_000_000 ? "Disk__MinFreeBytes must be 0 to 1000000000000." : null;
}

/// <summary>
/// Keeps the disk from being filled: while less than the bound is free nothing new is claimed, and the files wait in their folder, where they lie anyway. Goes on by itself. A disk that
/// is quite full would stop the database and the broker too, if they share it.
/// </summary>
internal sealed class DiskGuard(string root, DiskSettings settings, ILogger<DiskGuard> logger)
{
    private volatile string? _problem;

    /// <summary>Why nothing is claimed; null where there is room.</summary>
    public string? Problem => HasRoom() ? null : _problem;

    /// <summary>Bytes that are free for an ordinary user.</summary>
    public long Free => new DriveInfo(root).AvailableFreeSpace;

    /// <summary>Whether something new may be claimed now.</summary>
    public bool HasRoom()
    {
        var free = Free;
        if (free >= settings.MinFreeBytes)
        {
            if (Interlocked.Exchange(ref _problem, null) is not null)
            {
                Log.DiskHasRoom(logger);
            }

            return true;
        }

        var problem = FormattableString.Invariant(
            $"Only {free / 1_000_000} MB are free where the content store lies ({root}), and Disk__MinFreeBytes keeps {settings.MinFreeBytes / 1_000_000} MB; nothing new is fetched until there is room.");
        if (Interlocked.Exchange(ref _problem, problem) is null)
        {
            Log.DiskNearlyFull(logger, problem);
        }

        return false;
    }
}
