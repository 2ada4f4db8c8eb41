using System.Security.Claims;

namespace Platform.Gateway.Access;

/// <summary>What a key or a sign-in may do. Each role may do what those before it may.</summary>
public static class Roles
{
    /// <summary>Read everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>Act on documents, sources, subscriptions and failures.</summary>
    public const string Operator = "operator";

    /// <summary>Everything: keys and the audit too.</summary>
    public const string Admin = "admin";

    /// <summary>All of them, those that may least first.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Admin];

    /// <summary>Whether someone may do what <paramref name="role"/> is needed for.</summary>
    public static bool Allow(ClaimsPrincipal? user, string role) => Rank(RoleOf(user)) >= Rank(role) && Rank(role) >= 0;

    /// <summary>Why someone may not do it, as a sentence; null where they may.</summary>
    public static string? Refusal(ClaimsPrincipal? user, string role) =>
        Allow(user, role) ? null : $"Your role is {RoleOf(user) ?? "none"}, and this needs the role {role}: sign in with a key of that role, or ask an admin for one.";

    /// <summary>The role of someone; null where there is none.</summary>
    public static string? RoleOf(ClaimsPrincipal? user) => user?.FindFirst(ClaimTypes.Role)?.Value;

    private static int Rank(string? role) => role is null ? -1 : All.ToList().IndexOf(role);
}
