namespace Platform.Pipeline.Tests.Running;

/// <summary>The watched folder as a person uses it.</summary>
public sealed class Inbox(string root)
{
    public string Root { get; } = root;

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file into the inbox, as <c>cp</c> does.</summary>
    public async Task DropAsync(string name, byte[] content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content);
    }

    public Task DropAsync(string name, string content) => DropAsync(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Waits until a file stands in one of the outcome folders.</summary>
    public Task UntilInAsync(string folder, string name) =>
        Wait.UntilAsync($"{folder}/{name} in {string.Join(", ", Listing())}", () => Task.FromResult(Path.Exists(PathOf(folder, name))));

    /// <summary>All that lies in the inbox, outcome folders included.</summary>
    public IEnumerable<string> Listing() =>
        Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).ToList();
}
