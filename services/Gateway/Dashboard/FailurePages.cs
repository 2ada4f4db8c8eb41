using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Gateway.Failures;
using Platform.Gateway.Operations;
using Platform.Hosting;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of rejections and failures and of what is done about many of them at once. The forms ask what the API asks.</summary>
internal static class FailurePages
{
    private const int Shown = 50;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/failures", GroupsAsync);
        pages.MapGet("/failures/arrivals", ListAsync);
        pages.MapGet("/operations", OperationsAsync);
        pages.MapGet("/operations/{id:guid}", OperationAsync);
        foreach (var kind in (string[])[OperationKinds.Retry, OperationKinds.Dismiss])
        {
            pages.MapGet("/failures/" + kind, (HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, Said said, TimeProvider time, CancellationToken cancellation) =>
                AskAsync(kind, context, operations, failures, asker, said, time, cancellation)).Needs(Roles.Operator);
            forms.MapPost("/failures/" + kind, (HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, Said said, TimeProvider time, CancellationToken cancellation) =>
                BeginAsync(kind, context, operations, failures, asker, said, time, cancellation)).Acts(kind);
        }

        forms.MapPost("/operations/{id:guid}/cancel", async (Guid id, HttpContext context, OperationsReader operations, Asker asker, Said said, CancellationToken cancellation) => said.Redirect(
            context, $"/operations/{id}", await OperationEndpoints.CancelAsync(id, operations, asker, cancellation), "The rest is left as it is. What is under way goes on.")).Acts("cancel operation");
    }

    private static async Task<RazorComponentResult<FailuresPage>> GroupsAsync(FailuresReader failures, TimeProvider time, CancellationToken cancellation) => new(new
    {
        Groups = await failures.GroupsAsync(cancellation),
        Next = await failures.NextAsync(cancellation),
        Now = time.GetUtcNow(),
    });

    private static async Task<IResult> ListAsync(HttpRequest request, FailuresReader failures, TimeProvider time, CancellationToken cancellation, Guid? before = null)
    {
        if (RefusalQuery.TryRead(name => request.Query[name], out var filter) is { } problem)
        {
            return DashboardSetup.Refused(problem);
        }

        var page = await failures.ListAsync(filter, before, Shown + 1, cancellation);
        return new RazorComponentResult<FailedPage>(new
        {
            Filter = filter,
            Count = await failures.CountAsync(filter, cancellation),
            Arrivals = page.Take(Shown).ToList(),
            Next = page.Count > Shown ? page[Shown - 1].Id : (Guid?)null,
            First = before is null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<IResult> AskAsync(
        string kind, HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, Said said, TimeProvider time, CancellationToken cancellation)
    {
        if (RefusalQuery.TryRead(name => context.Request.Query[name], out var filter) is { } problem)
        {
            return DashboardSetup.Refused(problem);
        }

        var result = await OperationEndpoints.AskAsync(kind, filter, preview: true, canary: false, note: null, context, operations, failures, asker, time, cancellation);
        return result switch
        {
            JsonHttpResult<OperationPreview> { Value: { Count: > 0 } preview } =>
                new RazorComponentResult<OperationFormPage>(new { Retry = kind == OperationKinds.Retry, Filter = filter, Preview = preview, Now = time.GetUtcNow() }),
            JsonHttpResult<OperationPreview> => said.Redirect(context, "/failures", new Message("No rejected or failed document meets this any more.", Good: false)),
            _ => said.Redirect(context, "/failures", result, done: ""),
        };
    }

    private static async Task<IResult> BeginAsync(
        string kind, HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, Said said, TimeProvider time, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        if (RefusalQuery.TryRead(name => form[name], out var filter) is { } problem)
        {
            return said.Redirect(context, "/failures", new Message(problem, Good: false));
        }

        var result = await OperationEndpoints.AskAsync(
            kind, filter, preview: false, canary: form["canary"] == "true", form["note"], context, operations, failures, asker, time, cancellation);
        return result is JsonHttpResult<OperationState> { Value: { } begun }
            ? said.Redirect(context, $"/operations/{begun.Id}", new Message("It is begun. This page follows it.", Good: true))
            : said.Redirect(context, "/failures", result, done: "");
    }

    private static async Task<RazorComponentResult<OperationsPage>> OperationsAsync(OperationsReader operations, TimeProvider time, CancellationToken cancellation, Guid? before = null)
    {
        var page = await operations.NewestAsync(Shown + 1, before, cancellation);
        return new(new
        {
            Operations = page.Take(Shown).ToList(),
            Next = page.Count > Shown ? page[Shown - 1].Id : (Guid?)null,
            First = before is null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<IResult> OperationAsync(Guid id, OperationsReader operations, CancellationToken cancellation, string? state = null, Guid? after = null)
    {
        if (await operations.FindAsync(id, cancellation) is not { } operation)
        {
            return TypedResults.NotFound();
        }

        var page = await operations.ItemsAsync(id, state, after, Shown + 1, cancellation);
        return new RazorComponentResult<OperationPage>(new
        {
            Operation = operation,
            Items = page.Take(Shown).ToList(),
            State = state,
            After = after,
            Next = page.Count > Shown ? page[Shown - 1].ArrivalId : (Guid?)null,
        });
    }
}
