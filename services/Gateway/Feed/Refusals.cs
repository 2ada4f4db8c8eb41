using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Gateway.Feed;

/// <summary>The answers of the feed to what it cannot do.</summary>
internal static class Refusals
{
    /// <summary>400 with a sentence.</summary>
    public static ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>410 with the earliest cursor from which the log can be read.</summary>
    public static ProblemHttpResult Gone() => TypedResults.Problem(
        "This cursor lies ahead of the event log, so it comes from another database or from before a restore. Begin again at earliest, which this answer holds; an event that you have seen keeps its id.",
        statusCode: StatusCodes.Status410Gone,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["earliest"] = Cursor.Beginning.ToString() });
}
