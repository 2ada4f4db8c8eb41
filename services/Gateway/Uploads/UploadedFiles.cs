using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Platform.Gateway.Uploads;

/// <summary>One document of a request, as its bytes come in.</summary>
/// <param name="Name">The name that the caller gives, 1 to 1,024 characters.</param>
/// <param name="Content">Its bytes; read to the end before the next document is asked for.</param>
internal sealed record UploadedFile(string Name, Stream Content);

/// <summary>The documents of a request: the files of a form, or the body itself. Nothing is held in memory.</summary>
internal static class UploadedFiles
{
    private const int LongestName = 1024, LongestHeaders = 16 * 1024, MostHeaders = 16, LongestBoundary = 200;

    /// <summary>The documents in the order they come.</summary>
    /// <exception cref="BadHttpRequestException">The request is none that holds documents; a sentence says why.</exception>
    public static IAsyncEnumerable<UploadedFile> ReadAsync(HttpContext context, UploadSettings settings, CancellationToken cancellation)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = settings.MaxRequestBytes;
        }

        return MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? FormAsync(context.Request, type, cancellation)
            : BodyAsync(context.Request);
    }

    private static async IAsyncEnumerable<UploadedFile> BodyAsync(HttpRequest request)
    {
        await Task.CompletedTask;
        var given = request.Query["name"].FirstOrDefault()
            ?? (ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition) ? FileName(disposition) : null);
        yield return new UploadedFile(Checked(given ?? "document"), new RequestStream(request.Body));
    }

    private static async IAsyncEnumerable<UploadedFile> FormAsync(HttpRequest request, MediaTypeHeaderValue type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
        {
            throw new BadHttpRequestException("multipart/form-data needs a boundary of at most 200 characters.");
        }

        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = MostHeaders, HeadersLengthLimit = LongestHeaders };
        while (await NextAsync(reader, cancellation) is { } section)
        {
            yield return ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && FileName(disposition) is { } name
                ? new UploadedFile(Checked(name), new RequestStream(section.Body))
                : throw new BadHttpRequestException("every part of the form must be a file with a file name.");
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellation);
        }
        catch (Exception unreadable) when (unreadable is (InvalidDataException or IOException) and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("it is no form that can be read, or it ended too early.", unreadable);
        }
    }

    private static string? FileName(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value is { Length: > 0 } name ? name : null;

    private static string Checked(string name) => string.IsNullOrWhiteSpace(name) || name.Length > LongestName
        ? throw new BadHttpRequestException("a document's name must be 1 to 1024 characters.") : name;
}
