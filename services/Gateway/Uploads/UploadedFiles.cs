using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Platform.Gateway.Uploads;

/// <summary>One document of a request, as its bytes come in.</summary>
/// <param name="Name">The name that the caller gives, 1 to 1,024 characters.</param>
/// <param name="Content">Its bytes; read to the end before the next document is asked for.</param>
internal sealed record UploadedFile(string Name, Stream Content);

/// <summary>The documents of a request: the files of a form, or the body itself. Nothing is held in memory.</summary>
internal static class UploadedFiles
{
    private const int LongestName = 1024, LongestHeaders = 16 * 1024, MostHeaders = 16, LongestBoundary = 200, LongestToken = 4096;

    /// <summary>The documents in the order they come.</summary>
    /// <exception cref="BadHttpRequestException">The request is none that holds documents; a sentence says why.</exception>
    public static IAsyncEnumerable<UploadedFile> ReadAsync(HttpContext context, UploadSettings settings, CancellationToken cancellation)
    {
        Admit(context, settings);
        return FormType(context.Request) is { } type ? FormAsync(context.Request, type, cancellation) : BodyAsync(context.Request);
    }

    /// <summary>The files of a form on a page of ours. Its first field is the antiforgery token, which is judged before a byte of a file is taken.</summary>
    /// <exception cref="AntiforgeryValidationException">The token is missing or not a good one.</exception>
    /// <exception cref="BadHttpRequestException">The request is no form that can be read; a sentence says why.</exception>
    public static async IAsyncEnumerable<UploadedFile> OfPageAsync(HttpContext context, UploadSettings settings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Admit(context, settings);
        var reader = Reader(context.Request, FormType(context.Request) ?? throw new BadHttpRequestException("it is no form with files."));
        var options = context.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        var first = await NextAsync(reader, cancellation);
        // In the header the token is found without a reading of the whole form into memory or onto the disk.
        context.Request.Headers[options.HeaderName!] = first is not null && FieldName(first) == options.FormFieldName ? await TokenAsync(first, cancellation) : "none";
        await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        while (await NextAsync(reader, cancellation) is { } section)
        {
            // A field of files in which none was chosen comes as a part without a name.
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && FileName(disposition) is { } name)
            {
                yield return new UploadedFile(Checked(name), new RequestStream(section.Body));
            }
        }
    }

    private static void Admit(HttpContext context, UploadSettings settings)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = settings.MaxRequestBytes;
        }
    }

    private static MediaTypeHeaderValue? FormType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) ? type : null;

    private static async IAsyncEnumerable<UploadedFile> BodyAsync(HttpRequest request)
    {
        await Task.CompletedTask;
        var given = request.Query["name"].FirstOrDefault()
            ?? (ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition) ? FileName(disposition) : null);
        yield return new UploadedFile(Checked(given ?? "document"), new RequestStream(request.Body));
    }

    private static async IAsyncEnumerable<UploadedFile> FormAsync(HttpRequest request, MediaTypeHeaderValue type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = Reader(request, type);
        while (await NextAsync(reader, cancellation) is { } section)
        {
            yield return ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && FileName(disposition) is { } name
                ? new UploadedFile(Checked(name), new RequestStream(section.Body))
                : throw new BadHttpRequestException("every part of the form must be a file with a file name.");
        }
    }

    private static MultipartReader Reader(HttpRequest request, MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
        {
            throw new BadHttpRequestException("multipart/form-data needs a boundary of at most 200 characters.");
        }

        return new MultipartReader(boundary, request.Body) { HeadersCountLimit = MostHeaders, HeadersLengthLimit = LongestHeaders };
    }

    private static string? FieldName(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) ? HeaderUtilities.RemoveQuotes(disposition.Name).Value : null;

    private static async Task<string> TokenAsync(MultipartSection section, CancellationToken cancellation)
    {
        var token = new char[LongestToken];
        using var reader = new StreamReader(new RequestStream(section.Body));
        return new string(token, 0, await reader.ReadBlockAsync(token, cancellation));
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
