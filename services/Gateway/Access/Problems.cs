using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Gateway.Dashboard;

namespace Platform.Gateway.Access;

/// <summary>Every error in one form: problem details (RFC 9457) from the API, a page from the dashboard; each with a sentence, neither with a stack.</summary>
public static class Problems
{
    /// <summary>Whether a request is for the API, so that its errors are problem details.</summary>
    public static bool IsApi(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var path = context.Request.Path;
        return path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/asyncapi", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Turns exceptions and bodiless error answers into that form.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteExceptionAsync, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(pages => WriteAsync(pages.HttpContext, pages.HttpContext.Response.StatusCode, sentence: null));
    }

    /// <summary>Writes one error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="sentence">What went wrong and what to do; null for the usual words for the status.</param>
    public static Task WriteAsync(HttpContext context, int status, string? sentence)
    {
        ArgumentNullException.ThrowIfNull(context);
        sentence ??= UsualSentence(status);
        return IsApi(context)
            ? TypedResults.Problem(sentence, statusCode: status).ExecuteAsync(context)
            : new RazorComponentResult<ErrorPage>(new { Status = status, Sentence = sentence }) { StatusCode = status }.ExecuteAsync(context);
    }

    /// <summary>401 with how to authenticate.</summary>
    public static Task AskForKeyAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Platform\"";
        return WriteAsync(context, StatusCodes.Status401Unauthorized,
            "Send an API key as Authorization: Bearer pk_…; deploy/up writes the first one to its key file, and the verb issue-key issues more.");
    }

    private static Task WriteExceptionAsync(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        var (status, sentence) = CauseOf(failure) switch
        {
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read: " + bad.Message),
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                (StatusCodes.Status503ServiceUnavailable, "The Fetcher or Storage has not made its tables yet; it does so when it starts. Try again in a moment."),
            NpgsqlException { IsTransient: true } => (StatusCodes.Status503ServiceUnavailable, null),
            _ => (StatusCodes.Status500InternalServerError, null),
        };
        var log = context.RequestServices.GetRequiredService<ILogger<ExceptionHandlerMiddleware>>();
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            log.RequestTooEarly(context.Request.Method, context.Request.Path, failure.GetBaseException().Message);
        }
        else if (status >= StatusCodes.Status500InternalServerError)
        {
            log.RequestFailed(failure, context.Request.Method, context.Request.Path, Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }

        return WriteAsync(context, status, sentence);
    }

    // EF Core wraps what the database says.
    private static Exception CauseOf(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is NpgsqlException or BadHttpRequestException)
            {
                return inner;
            }
        }

        return failure;
    }

    private static string UsualSentence(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read.",
        StatusCodes.Status403Forbidden => "You are signed in, but not allowed to do this.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method; see /openapi/v1.json.",
        StatusCodes.Status415UnsupportedMediaType => "This address does not take that media type; see /openapi/v1.json.",
        StatusCodes.Status429TooManyRequests => "Too many requests came from this address; try again in a minute.",
        StatusCodes.Status503ServiceUnavailable => "The database does not answer; nothing is lost, try again in a moment.",
        >= StatusCodes.Status500InternalServerError => "Something failed here; the Gateway's log says what, under this request's trace id.",
        _ => "The request was refused.",
    };
}
