namespace Platform.Cli;

/// <summary>What scripts can tell from the exit code; those above 63 are those of sysexits.h.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and all is well.</summary>
    public const int Success = 0;

    /// <summary>Done, but not all is well: a document was refused, something asked for does not exist, a source is not healthy.</summary>
    public const int NotAllWell = 1;

    /// <summary>The command line is wrong, or the server says that what it asks for makes no sense.</summary>
    public const int Usage = 64;

    /// <summary>A file that was named cannot be read.</summary>
    public const int NoInput = 66;

    /// <summary>The server cannot be reached, or one of its own parts is away. Worth another attempt later.</summary>
    public const int Unavailable = 69;

    /// <summary>A file cannot be written.</summary>
    public const int CannotCreate = 73;

    /// <summary>The key is not accepted.</summary>
    public const int NoPermission = 77;

    /// <summary>It is not known where the server or the key is.</summary>
    public const int Configuration = 78;

    /// <summary>Interrupted by Ctrl-C.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends the command with a sentence on standard error and an exit code.</summary>
internal sealed class CommandException(int code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int Code { get; } = code;
}
