using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Access;
using Platform.Gateway.Failures;
using Platform.Gateway.Operations;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Dashboard;

/// <summary>Parsing again what a search or a reason names, or one document in another charset. The forms ask what the API asks.</summary>
internal static class ReparsePages
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/documents/reparse", AskAsync).Needs(Roles.Operator);
        forms.MapPost("/documents/reparse", BeginAsync).Acts("reparse");
        forms.MapPost("/documents/{id:guid}/reparse", BeginOneAsync).Acts("reparse");
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, DocumentChoice choice, OperationsReader operations, FailuresReader failures, PassingContents passing, Asker asker, Said said, TimeProvider time, CancellationToken cancellation)
    {
        var filter = ReparseFilter.Of(name => context.Request.Query[name]);
        var result = await ReparseEndpoint.AskAsync(new NewReparse { Filter = filter, Preview = true }, context, choice, operations, failures, passing, asker, time, cancellation);
        return result switch
        {
            JsonHttpResult<ReparsePreview> { Value: { Count: > 0 } preview } => new RazorComponentResult<ReparseFormPage>(new { Filter = filter, Preview = preview, Now = time.GetUtcNow() }),
            JsonHttpResult<ReparsePreview> => said.Redirect(context, Back(filter), new Message("Nothing meets this any more.", Good: false)),
            _ => said.Redirect(context, Back(filter), result, done: ""),
        };
    }

    private static async Task<IResult> BeginAsync(
        HttpContext context, DocumentChoice choice, OperationsReader operations, FailuresReader failures, PassingContents passing, Asker asker, Said said, TimeProvider time, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var filter = ReparseFilter.Of(name => form[name]);
        var wanted = new NewReparse { Filter = filter, Note = form["note"] };
        return Begun(context, said, Back(filter), await ReparseEndpoint.AskAsync(wanted, context, choice, operations, failures, passing, asker, time, cancellation));
    }

    private static async Task<IResult> BeginOneAsync(
        Guid id, HttpContext context, DocumentChoice choice, OperationsReader operations, FailuresReader failures, PassingContents passing, Asker asker, Said said, TimeProvider time, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var wanted = new NewReparse { Filter = new ReparseFilter { Id = [id.ToString()] }, Charset = form["charset"] };
        return Begun(context, said, $"/documents/{id}", await ReparseEndpoint.AskAsync(wanted, context, choice, operations, failures, passing, asker, time, cancellation));
    }

    private static string Back(ReparseFilter filter) => filter.Reason is null ? "/documents" : "/failures";

    private static IResult Begun(HttpContext context, Said said, string back, IResult result) => result is JsonHttpResult<OperationState> { Value: { } begun }
        ? said.Redirect(context, $"/operations/{begun.Id}", new Message("It is begun. This page follows it.", Good: true))
        : said.Redirect(context, back, result, done: "");
}
