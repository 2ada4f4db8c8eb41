using Microsoft.AspNetCore.Antiforgery;
using Platform.Gateway.Access;
using Platform.Gateway.Uploads;

namespace Platform.Gateway.Dashboard;

/// <summary>The form on the overview that documents are dropped onto: the same intake as the API's, and then the page of their batch.</summary>
internal static class UploadForm
{
    /// <summary>Maps it. Its token stands in the form itself, since a form of a gigabyte is not read to find out where it came from.</summary>
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost("/upload", UploadAsync);

    private static async Task<IResult> UploadAsync(HttpContext context, Intake intake, UploadSettings settings, Said said, CancellationToken cancellation)
    {
        try
        {
            var entered = await intake.EnterAsync(UploadedFiles.OfPageAsync(context, settings, cancellation), key: null, cancellation);
            return entered.Problem is { } problem ? Back(problem) : TypedResults.LocalRedirect($"/batches/{entered.BatchId}");
        }
        catch (AntiforgeryValidationException)
        {
            return DashboardSetup.Refused(Forms.Forged);
        }
        catch (BadHttpRequestException bad)
        {
            return Back("Nothing was taken from this form: " + bad.Message);
        }
        catch (Exception failure) when (Intake.Refusal(failure) is not null)
        {
            return Back(Intake.Refusal(failure)!.ProblemDetails.Detail!);
        }

        IResult Back(string sentence) => said.Redirect(context, "/", new Message(sentence, Good: false));
    }
}
