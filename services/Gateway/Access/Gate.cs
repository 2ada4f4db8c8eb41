using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Platform.Gateway.Access;

/// <summary>What an endpoint does, as the audit names it, and the role that it needs.</summary>
/// <param name="Name">Such as <c>retry</c>; null for what is not audited.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record Act(string? Name, string Role);

/// <summary>
/// The one place where roles are checked: an endpoint needs the role of its <see cref="Act"/>; one that names none needs <see cref="Roles.Viewer"/> to read
/// and <see cref="Roles.Operator"/> for anything else, so that what is forgotten is closed to viewers.
/// </summary>
public sealed class Gate : AuthorizationHandler<Gate>, IAuthorizationRequirement
{
    /// <summary>The role that a request needs.</summary>
    public static string RoleFor(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetEndpoint()?.Metadata.GetMetadata<Act>()?.Role
            ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Roles.Viewer : Roles.Operator);
    }

    /// <inheritdoc />
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Gate requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Resource is HttpContext http && Roles.Allow(context.User, RoleFor(http)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Tells who may not pass the gate why, and the audit that they tried.</summary>
public sealed class GateAnswer(Audit audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    /// <inheritdoc />
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        ArgumentNullException.ThrowIfNull(authorizeResult);
        if (!authorizeResult.Forbidden)
        {
            await _usual.HandleAsync(next, context, policy, authorizeResult);
            return;
        }

        var why = Roles.Refusal(context.User, Gate.RoleFor(context)) ?? "You are signed in, but not allowed to do this.";
        if (context.GetEndpoint()?.Metadata.GetMetadata<Act>()?.Name is { } name)
        {
            await audit.WriteAsync(context, name, Acting.TargetOf(context), good: false, why);
        }

        await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, why);
    }
}
