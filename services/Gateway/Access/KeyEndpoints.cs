using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Gateway.Access;

/// <summary><c>/v1/keys</c>, for admins: the keys of the API, made with a role and revoked.</summary>
public static class KeyEndpoints
{
    private const int MaxName = 200;
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/keys").WithTags("access").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        api.MapGet("", ListAsync).Needs(Roles.Admin).WithName("listKeys").Produces<KeyList>().WithSummary("All keys, newest first, also those that were revoked");
        api.MapPost("", (NewKey wanted, HttpContext context, ApiKeys keys, CancellationToken cancellation) => IssueAsync(wanted.Name, wanted.Role, context, keys, cancellation))
            .Acts("issue key", Roles.Admin).WithName("issueKey").Produces<KeyAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("A new key with a role").WithDescription("role: viewer, operator or admin. The answer holds the key; it is not shown again.");
        api.MapDelete("/{id:guid}", RevokeAsync).Acts("revoke key", Roles.Admin).WithName("revokeKey").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Revoke a key; it stops within 5 seconds, and with it the sessions that began with it");
    }

    /// <summary>Issues a key; the page asks it too.</summary>
    internal static async Task<IResult> IssueAsync(string? name, string? role, HttpContext context, ApiKeys keys, CancellationToken cancellation)
    {
        name = name?.Trim();
        context.IsAbout($"{name} as {role}");
        if (name is not { Length: > 0 and <= MaxName } || name.Any(char.IsControl))
        {
            return TypedResults.Problem($"name must have 1 to {MaxName} characters in one line.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (role is null || !Roles.All.Contains(role, StringComparer.Ordinal))
        {
            return TypedResults.Problem("role must be viewer, operator or admin.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (row, key) = await keys.IssueAsync(name, role, cancellation);
        return TypedResults.Json(KeyAnswer.Of(row) with { Key = key }, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Revokes a key; the page asks it too.</summary>
    internal static async Task<IResult> RevokeAsync(Guid id, HttpContext context, ApiKeys keys, CancellationToken cancellation)
    {
        if (await keys.RevokeAsync(id, cancellation) is not { } name)
        {
            return TypedResults.Problem("There is no such key, or it was revoked before; GET /v1/keys lists them.", statusCode: StatusCodes.Status404NotFound);
        }

        context.IsAbout(name);
        return TypedResults.NoContent();
    }

    private static async Task<JsonHttpResult<KeyList>> ListAsync(ApiKeys keys, CancellationToken cancellation) =>
        TypedResults.Json(new KeyList((await keys.ListAsync(cancellation)).ConvertAll(KeyAnswer.Of)));
}

/// <summary>What is sent to make a key.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewKey
{
    /// <summary>Whom or what it is for, 1 to 200 characters.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }
}

/// <summary>A key, without its secret.</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="Name">Whom or what it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is good.</param>
public sealed record KeyAnswer(Guid Id, string Name, string Role, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The key itself, in the answer that makes it; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The answer for a row.</summary>
    public static KeyAnswer Of(ApiKey row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new KeyAnswer(row.Id, row.Name, row.Role, row.CreatedAt, row.RevokedAt);
    }
}

/// <summary>All keys.</summary>
/// <param name="Keys">Newest first.</param>
public sealed record KeyList(IReadOnlyList<KeyAnswer> Keys);
