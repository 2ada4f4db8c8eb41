using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Access;
using Platform.Gateway.Status;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages: Razor components rendered on the server, one endpoint each, readable without a script.</summary>
public static class DashboardSetup
{
    /// <summary>Registers what the pages need.</summary>
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<Said>();
    }

    /// <summary>Maps the pages.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup(string.Empty).ExcludeFromDescription();
        pages.MapGet("/", OverviewAsync);
        BatchPages.Map(pages);
        UploadForm.Map(pages);
        var forms = pages.MapForms(_ => Refused(Forms.Forged));
        DocumentPages.Map(pages, forms);
        SourcePages.Map(pages, forms);
        SubscriptionPages.Map(pages, forms);
        FailurePages.Map(pages, forms);
        QueuePages.Map(pages, forms);
        ReparsePages.Map(pages, forms);
        AccessPages.Map(pages, forms);
    }

    /// <summary>The error page for a form that is refused.</summary>
    internal static IResult Refused(string sentence) =>
        new RazorComponentResult<ErrorPage>(new { Status = StatusCodes.Status400BadRequest, Sentence = sentence }) { StatusCode = StatusCodes.Status400BadRequest };

    private static async Task<RazorComponentResult<OverviewPage>> OverviewAsync(OverviewReader overview, CancellationToken cancellation) =>
        new(new { Overview = await overview.ReadAsync(cancellation) });
}
