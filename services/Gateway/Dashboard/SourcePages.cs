using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Gateway.Sources;
using Platform.Hosting;

namespace Platform.Gateway.Dashboard;

/// <summary>The page of the sources and the forms on it.</summary>
internal static class SourcePages
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/sources", ListAsync);
        forms.MapPost("/sources/{name}/{command}", CommandAsync).Acts("source");
    }

    private static async Task<RazorComponentResult<SourcesPage>> ListAsync(SourcesReader sources, TimeProvider time, CancellationToken cancellation) =>
        new(new { Sources = await sources.ReadAsync(name: null, cancellation), Now = time.GetUtcNow() });

    private static async Task<IResult> CommandAsync(
        string name, string command, HttpContext context, SourcesReader sources, Asker asker, Said said, CancellationToken cancellation) => said.Redirect(
            context, "/sources", await SourceEndpoints.CommandAsync(name, command, sources, asker, cancellation), command switch
            {
                SourceCommands.Pause => $"{name} is paused. Nothing more is taken from it; what was taken before goes on.",
                SourceCommands.Resume => $"{name} goes on.",
                _ => $"{name} is looked through now.",
            });
}
