using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Dashboard;

namespace Platform.Gateway.Access;

/// <summary>Endpoints that act: what they do is checked against the caller's role and written into the audit with how it ended.</summary>
internal static class Acting
{
    private static readonly object About = new(), Doing = new();

    /// <summary>Names what the endpoint does; whoever has not <paramref name="role"/> is refused.</summary>
    public static TBuilder Acts<TBuilder>(this TBuilder endpoint, string name, string role = Roles.Operator)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Act(name, role)).AddEndpointFilter<TBuilder, AuditFilter>();

    /// <summary>For endpoints that only read, and yet not for everyone.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Act(Name: null, role));

    /// <summary>Says what the action is about, where the address does not: shown in the audit.</summary>
    public static void IsAbout(this HttpContext context, string what) => context.Items[About] = what;

    /// <summary>Says what the action is, where one endpoint does several things; null where this request only looks, and is not audited.</summary>
    public static void Does(this HttpContext context, string? name) => context.Items[Doing] = name;

    /// <summary>What the request is about.</summary>
    public static string TargetOf(HttpContext context) => context.Items[About] as string
        ?? string.Join(' ', context.Request.RouteValues.Values.Select(value => value?.ToString()).Where(value => !string.IsNullOrEmpty(value)));

    private sealed class AuditFilter(Audit audit) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            var name = http.GetEndpoint()!.Metadata.GetMetadata<Act>()!.Name;
            object? result;
            try
            {
                result = await next(context);
            }
            catch (Exception failure)
            {
                await audit.WriteAsync(http, name!, TargetOf(http), good: false, "It failed: " + failure.GetBaseException().Message);
                throw;
            }

            if (http.Items.TryGetValue(Doing, out var doing))
            {
                name = doing as string;
            }

            if (name is not null)
            {
                var (good, what) = Ending(http, result);
                await audit.WriteAsync(http, name, TargetOf(http), good, what);
            }

            return result;
        }

        /// <summary>How it ended: as the API answers, or as the page says that a form leads to.</summary>
        private static (bool Good, string? What) Ending(HttpContext context, object? result) => result switch
        {
            ProblemHttpResult refused => (false, refused.ProblemDetails.Detail),
            RedirectHttpResult when Said.Of(context) is { } message => (message.Good, message.Good ? null : message.Text),
            IStatusCodeHttpResult { StatusCode: >= 400 and var status } => (false, $"HTTP {status}"),
            _ => (true, null),
        };
    }
}
