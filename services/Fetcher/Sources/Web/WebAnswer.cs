namespace Platform.Fetcher.Sources.Web;

/// <summary>What is asked for.</summary>
/// <param name="Address">Absolute, http or https.</param>
/// <param name="Accept">The media types that are wanted.</param>
/// <param name="ETag">The validator of what is there already; null where nothing is.</param>
/// <param name="LastModified">Its time, as the server wrote it.</param>
internal sealed record WebQuestion(Uri Address, string Accept, string? ETag = null, string? LastModified = null);

/// <summary>How a request ended.</summary>
internal enum WebOutcome
{
    /// <summary>The body was read.</summary>
    Got,

    /// <summary>What is there already is still it (304).</summary>
    Unchanged,

    /// <summary>It cannot be had, and asking again soon would change nothing.</summary>
    Refused,

    /// <summary>It cannot be had now.</summary>
    Later,
}

/// <summary>How a request ended, with what the answer says for the next.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Problem">One sentence that says why it was not had; null where it was.</param>
internal sealed record WebAnswer(WebOutcome Outcome, string? Problem = null)
{
    /// <summary>A code of <see cref="Contracts.ReasonCodes"/> for what was refused.</summary>
    public string? Code { get; init; }

    /// <summary>Where the body came from, behind all redirects.</summary>
    public Uri? Address { get; init; }

    /// <summary>The charset that its Content-Type names; null where it names none.</summary>
    public string? Charset { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>How long the server says that it stays as it is.</summary>
    public TimeSpan? Fresh { get; init; }

    /// <summary>The server asks not to be asked before; null where it does not.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public static WebAnswer Refuse(string code, string problem) => new(WebOutcome.Refused, problem) { Code = code };

    public static WebAnswer Later(string problem, DateTimeOffset? notBefore = null) => new(WebOutcome.Later, problem) { NotBefore = notBefore };
}
