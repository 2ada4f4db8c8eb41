using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Cli.Import;

/// <summary>
/// Which requests of an import were entered, so that a second run sends none of them again: a line each, key and batch. It only saves time, since the server knows the keys too, and is
/// removed when the import is complete.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly Dictionary<string, Guid> _entered = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly FileStream _file;

    /// <exception cref="CommandException">It cannot be written, or another import of the same folder runs.</exception>
    public Journal(Uri server, string folder)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server + "\n" + folder)))[..16];
        Path_ = Path.Combine(state, "platform", $"import-{name}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path_)!);
            _file = new FileStream(Path_, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); // locked while we run
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.CannotCreate, $"The journal of this import cannot be used ({unusable.Message}); does another import of this folder run?", unusable);
        }

        using var lines = new StreamReader(_file, leaveOpen: true);
        while (lines.ReadLine() is { } line)
        {
            // A line that a kill cut short is no entry.
            if (line.Split(' ') is [var key, var batch] && Guid.TryParse(batch, CultureInfo.InvariantCulture, out var id))
            {
                _entered[key] = id;
            }
        }
    }

    /// <summary>Where it is.</summary>
    public string Path_ { get; }

    /// <summary>The batch that a request was entered as; null where it was not.</summary>
    public Guid? BatchOf(string key)
    {
        lock (_writing)
        {
            return _entered.TryGetValue(key, out var batch) ? batch : null;
        }
    }

    /// <summary>Notes that a request was entered.</summary>
    public void Enter(string key, Guid batch)
    {
        lock (_writing)
        {
            _entered[key] = batch;
            _file.Seek(0, SeekOrigin.End);
            _file.Write(Encoding.ASCII.GetBytes($"\n{key} {batch}\n")); // a line begins anew behind one that was cut short
            _file.Flush();
        }
    }

    /// <summary>Removes it: the import is complete.</summary>
    public void Complete() => File.Delete(Path_);

    public void Dispose() => _file.Dispose();
}
