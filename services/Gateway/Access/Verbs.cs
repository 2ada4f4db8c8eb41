using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Hosting;

namespace Platform.Gateway.Access;

/// <summary>What the program does besides serving: it lets the first people in. Needs <c>ConnectionStrings__Postgres</c> only.</summary>
public static class Verbs
{
    private const int UsageExitCode = 64; // EX_USAGE of sysexits.h
    private const int UnavailableExitCode = 69; // EX_UNAVAILABLE

    private const string Help = """
        Usage: dotnet Platform.Gateway.dll [VERB]

        Without a verb it serves the API and the dashboard until it is stopped.

          issue-key NAME [ROLE]   prints a new API key; it is stored as a hash only and cannot be shown again; ROLE is viewer, operator or admin (the default)
          issue-sign-in           prints a link below the Gateway's address that signs one browser in as admin, once, within an hour
          --help                  prints this

        The verbs need ConnectionStrings__Postgres. The service needs the settings listed in ARCHITECTURE.md.
        """;

    /// <summary>The verb in <paramref name="args"/>, to be run instead of the service; null where there is none.</summary>
    public static Func<Task<int>>? In(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => () => PrintAsync(Console.Out, Help, exitCode: 0),
        ["issue-key", var name] when !string.IsNullOrWhiteSpace(name) => () => IssueKeyAsync(name, Roles.Admin),
        ["issue-key", var name, var role] when !string.IsNullOrWhiteSpace(name) && Roles.All.Contains(role, StringComparer.Ordinal) => () => IssueKeyAsync(name, role),
        ["issue-key", ..] => () => PrintAsync(Console.Error, "issue-key needs one name for the key and may have a role (viewer, operator or admin), such as: issue-key laptop viewer", UsageExitCode),
        ["issue-sign-in"] => () => IssueAsync((context, now) => SignInLinks.IssueAsync(context, now, CancellationToken.None)),
        [['-', '-', ..], ..] or [] => null,
        [var unknown, ..] => () => PrintAsync(Console.Error, $"There is no verb {unknown}; --help lists the verbs.", UsageExitCode),
    };

    private static Task<int> IssueKeyAsync(string name, string role) =>
        IssueAsync(async (context, now) => (await ApiKeys.IssueAsync(context, name.Trim(), role, now, CancellationToken.None)).Key);

    private static async Task<int> IssueAsync(Func<DeliveryContext, DateTimeOffset, Task<string>> issue)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var database = NpgsqlDataSource.Create(Database.ConnectionString(settings, "gateway"));
        await using var context = DeliveryContext.On(database);
        try
        {
            await context.Database.MigrateAsync();
            return await PrintAsync(Console.Out, await issue(context, TimeProvider.System.GetUtcNow()), exitCode: 0);
        }
        catch (Exception failure) when (failure is NpgsqlException or DbUpdateException)
        {
            var cause = failure.GetBaseException().Message.ReplaceLineEndings(" ");
            return await PrintAsync(Console.Error, $"The database that ConnectionStrings__Postgres names cannot be used: {cause}", UnavailableExitCode);
        }
    }

    private static async Task<int> PrintAsync(TextWriter where, string text, int exitCode)
    {
        await where.WriteLineAsync(text);
        return exitCode;
    }
}
