using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Cli;

/// <summary>The public API. Each refusal becomes a <see cref="CommandException"/> with the server's own sentence.</summary>
/// <param name="address">Where it is.</param>
/// <param name="key">The API key.</param>
/// <param name="keyFile">Where the key was read, for the sentence that says it is not accepted.</param>
internal sealed class Server(Uri address, string key, string keyFile) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Where it is.</summary>
    public Uri Address => address;

    /// <summary>Reads.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => JsonAsync(new HttpRequestMessage(HttpMethod.Get, Uri(path)), cancellation);

    /// <summary>Asks for a change.</summary>
    /// <param name="path">The address.</param>
    /// <param name="body">Sent as JSON; null for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellation) =>
        JsonAsync(new HttpRequestMessage(HttpMethod.Post, Uri(path)) { Content = body is null ? null : JsonContent.Create(body) }, cancellation);

    /// <summary>Deletes.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, Uri(path));
        (await SendAsync(request, cancellation)).Dispose();
    }

    /// <summary>An address below the server's.</summary>
    public Uri Uri(string path) => new(address, path);

    /// <summary>Sends a request; the answer's body is read by the caller, who disposes of it.</summary>
    /// <exception cref="CommandException">The server cannot be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var answer = await TryAsync(request, cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new CommandException(Code(answer.StatusCode), await SentenceAsync(answer, cancellation));
        }
    }

    /// <summary>Sends a request and gives back whatever the server answers.</summary>
    /// <exception cref="CommandException">The server cannot be reached.</exception>
    public async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            return await _http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException away)
        {
            throw new CommandException(ExitCodes.Unavailable, $"{address} does not answer ({away.Message}). Start Platform with deploy/up, or name another address with --url.", away);
        }
    }

    /// <summary>Why the server refused, in its own words where it says so.</summary>
    public async Task<string> SentenceAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode is HttpStatusCode.Unauthorized)
        {
            return $"{address} does not accept the key in {keyFile}. Name another with --key-file; a new one is issued with: dotnet Platform.Gateway.dll issue-key NAME";
        }

        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            return problem.Text("detail") ?? problem.Text("title") ?? $"{address} answered {(int)answer.StatusCode}.";
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or HttpRequestException or IOException or InvalidOperationException)
        {
            return $"{address} answered {(int)answer.StatusCode} and not as Platform does; is it the right address?";
        }
    }

    /// <summary>Which exit code a refusal has.</summary>
    public static int Code(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCodes.NoPermission,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ExitCodes.Usage,
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => ExitCodes.Unavailable,
        _ => ExitCodes.NotAllWell,
    };

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> JsonAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            using var answer = await SendAsync(request, cancellation);
            try
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            }
            catch (Exception foreign) when (foreign is JsonException or NotSupportedException or HttpRequestException or IOException)
            {
                throw new CommandException(ExitCodes.Unavailable, $"{address} gave an answer that cannot be read ({foreign.Message}); is it the right address?", foreign);
            }
        }
    }
}
