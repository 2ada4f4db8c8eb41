namespace Platform.Pipeline.Tests.Running;

/// <summary>Where the checkout lies that these tests were built from, and in which configuration.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary><c>Debug</c> or <c>Release</c>, as the tests themselves were built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No Platform.sln above " + AppContext.BaseDirectory);
    }
}
