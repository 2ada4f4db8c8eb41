namespace Platform.Gateway.Access;

/// <summary>A key of the API. Only its hash is kept: the key itself is shown once, when it is issued.</summary>
public sealed class ApiKey
{
    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whom or what it was issued for, as the operator named it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do, one of <see cref="Roles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the key as it is sent, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it was issued, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked, UTC; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A link that signs one browser in, once.</summary>
public sealed class SignInLink
{
    /// <summary>SHA-256 of the token in the link, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it was issued, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, UTC; null while it was not.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>The last event that a named reader of the event log has dealt with.</summary>
public sealed class Checkpoint
{
    /// <summary>Name of the reader.</summary>
    public required string Name { get; init; }

    /// <summary>Epoch of the log.</summary>
    public required int Epoch { get; init; }

    /// <summary>Transaction of the event.</summary>
    public required ulong Xid { get; init; }

    /// <summary>Number of the event.</summary>
    public required long Seq { get; init; }

    /// <summary>When it moved last, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
