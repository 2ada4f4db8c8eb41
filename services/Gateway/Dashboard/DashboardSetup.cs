namespace Platform.Gateway.Dashboard;

/// <summary>The pages: Razor components rendered on the server, one endpoint each, readable without a script.</summary>
public static class DashboardSetup
{
    /// <summary>Registers what the pages need.</summary>
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRazorComponents();
    }

    /// <summary>Maps the pages.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
    }
}
