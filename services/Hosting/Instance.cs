using System.Globalization;
using System.Reflection;

namespace Platform.Hosting;

/// <summary>This process, as others name it.</summary>
public static class Instance
{
    /// <summary>Host and process id, such as <c>node-1/4711</c>: what is told of a worker.</summary>
    public static string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Version of the program, with the commit where the build knows it.</summary>
    public static string Version { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } version ? version[..Math.Min(version.Length, 18)] : "unknown";

    /// <summary>When it began, UTC.</summary>
    public static DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();
}
