using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Gateway.Feed;

/// <summary>The answers of the feed to what it cannot do.</summary>
internal static class Refusals
{
    /// <summary>400 with a sentence.</summary>
    public static ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>410 for a cursor from ahead of the log, with the earliest from which it can be read.</summary>
    public static ProblemHttpResult Gone(Cursor earliest) => Gone(
        "This cursor lies ahead of the event log, so it comes from another database or from before a restore. Begin again at earliest, which this answer holds; an event that you have seen keeps its id.", earliest);

    /// <summary>410 for a cursor behind which events have left the log, with the earliest from which it can be read.</summary>
    public static ProblemHttpResult Past(Cursor earliest) => Gone(
        "Events behind this cursor have left the event log, which keeps them for Events__Keep. Go on at earliest, which this answer holds, and read what you missed from GET /v1/documents.", earliest);

    private static ProblemHttpResult Gone(string sentence, Cursor earliest) => TypedResults.Problem(
        sentence, statusCode: StatusCodes.Status410Gone, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["earliest"] = earliest.ToString() });
}
