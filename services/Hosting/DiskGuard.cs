using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting;

/// <summary>Room on the disk: section <c>Disk</c>.</summary>
public sealed class DiskSettings
{
    /// <summary>Its name.</summary>
    public const string Section = "Disk";

    /// <summary>Bytes that stay free where the content store lies, 0 to 1 TB: below, nothing new is claimed or taken as an upload. 0 for no bound. Default 500,000,000.</summary>
    public long MinFreeBytes { get; set; } = 500_000_000;

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(DiskSettings disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return disk.MinFreeBytes is < 0 or > 1_000_000_000_000 ? "Disk__MinFreeBytes must be 0 to 1000000000000." : null;
    }
}

/// <summary>
/// Keeps the disk from being filled: while less than the bound is free nothing new is claimed, and the files wait in their folder, where they lie anyway; uploads are refused. Goes on by
/// itself. A disk that is quite full would stop the database and the broker too, if they share it.
/// </summary>
/// <param name="root">The content store.</param>
/// <param name="settings">The bound.</param>
/// <param name="logger">Where it says that there is no room, and that there is again.</param>
public sealed partial class DiskGuard(string root, DiskSettings settings, ILogger<DiskGuard> logger)
{
    private volatile string? _problem;

    /// <summary>Why nothing is taken; null where there is room.</summary>
    public string? Problem => HasRoom() ? null : _problem;

    /// <summary>Bytes that are free for an ordinary user.</summary>
    public long Free => new DriveInfo(root).AvailableFreeSpace;

    /// <summary>Whether something new may be taken now.</summary>
    public bool HasRoom()
    {
        var free = Free;
        if (free >= settings.MinFreeBytes)
        {
            if (Interlocked.Exchange(ref _problem, null) is not null)
            {
                HasRoomAgain(logger);
            }

            return true;
        }

        var problem = string.Create(
            CultureInfo.InvariantCulture,
            $"Only {free / 1_000_000} MB are free where the content store lies ({root}), and Disk__MinFreeBytes keeps {settings.MinFreeBytes / 1_000_000} MB; nothing new is taken until there is room.");
        if (Interlocked.Exchange(ref _problem, problem) is null)
        {
            NearlyFull(logger, problem);
        }

        return false;
    }

    [LoggerMessage(1021, LogLevel.Error, "{Problem}")]
    private static partial void NearlyFull(ILogger logger, string problem);

    [LoggerMessage(1022, LogLevel.Information, "There is room on the disk again; all goes on")]
    private static partial void HasRoomAgain(ILogger logger);
}
