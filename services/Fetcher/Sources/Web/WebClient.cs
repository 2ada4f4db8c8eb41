using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Fetcher.Sources.Web;

/// <summary>
/// Asks as a careful client: by robots.txt (RFC 9309), at a rate per host, not before a host's <c>Retry-After</c>, within bounds of time, size and redirects. Each hop is judged as
/// the first address was, and connections go to public or allowed addresses only, whatever a name resolves to. It never throws for what the other side does.
/// </summary>
internal sealed class WebClient(IHttpMessageHandlerFactory handlers, HostGate gate, WebSettings settings, TimeProvider clock)
{
    /// <summary>Name of the handler that <see cref="WebSetup"/> builds.</summary>
    public const string Handler = "web";

    private const int MostRobots = 2_000;

    private static readonly TimeSpan RobotsKept = TimeSpan.FromHours(24), RobotsRetry = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (Robots? Rules, WebAnswer? Missing, DateTimeOffset Until)> _robots = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    /// <summary>Asks for an address.</summary>
    /// <param name="question">What.</param>
    /// <param name="read">Reads the body, decompressed, and keeps to its bound by throwing <see cref="RawContent.ContentTooLargeException"/>.</param>
    /// <param name="cancellation">Ends the request with an exception.</param>
    public Task<WebAnswer> GetAsync(WebQuestion question, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation) => GetAsync(question, read, byRobots: true, cancellation);

    private async Task<WebAnswer> GetAsync(WebQuestion question, Func<Stream, CancellationToken, Task> read, bool byRobots, CancellationToken cancellation)
    {
        var address = question.Address;
        var seen = new HashSet<Uri>();
        for (var hop = 0; hop <= settings.MaxRedirects; hop++)
        {
            if (!seen.Add(address))
            {
                return WebAnswer.Refuse(ReasonCodes.Unreachable, $"{question.Address} redirects in a circle; its site must mend that.");
            }

            if (await MayAskAsync(address, byRobots, cancellation) is { } refusal)
            {
                return refusal;
            }

            var (answer, next) = await AskAsync(question, address, read, cancellation);
            if (next is null)
            {
                return answer!;
            }

            address = next;
        }

        return WebAnswer.Refuse(ReasonCodes.Unreachable, string.Create(CultureInfo.InvariantCulture, $"{question.Address} redirects more than {settings.MaxRedirects} times; Web__MaxRedirects sets the bound."));
    }

    /// <summary>Waits for the host's turn; an answer where it must not be asked at all, or not now.</summary>
    private async Task<WebAnswer?> MayAskAsync(Uri address, bool byRobots, CancellationToken cancellation)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            return WebAnswer.Refuse(ReasonCodes.Unreachable, $"{Short(address)} is no http or https address.");
        }

        if (gate.Held(address) is { } until)
        {
            return WebAnswer.Later($"{address.Authority} asked for quiet until {until:yyyy-MM-dd HH:mm:ss}Z.", until);
        }

        var robots = byRobots ? await RobotsAsync(address, cancellation) : (Robots.Open, null);
        if (robots.Rules is null)
        {
            return robots.Missing;
        }

        if (!robots.Rules.Allows(address))
        {
            return WebAnswer.Refuse(ReasonCodes.Disallowed, $"The robots.txt of {address.Authority} does not let {settings.RobotName} ask for {Short(address)}; ask its operator for the right to.");
        }

        await gate.EnterAsync(address, robots.Rules.Delay, cancellation);
        return null;
    }

    private async Task<(WebAnswer? Answer, Uri? Next)> AskAsync(WebQuestion question, Uri address, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(settings.Timeout, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var http = new HttpMessageInvoker(handlers.CreateHandler(Handler), disposeHandler: false);
            using var request = Request(question, address);
            using var response = await http.SendAsync(request, over.Token);
            return await AnswerAsync(response, address, read, over.Token);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            return (WebAnswer.Later(string.Create(CultureInfo.InvariantCulture, $"{Short(address)} did not answer whole within {settings.Timeout.TotalSeconds:0.#} s; Web__Timeout sets the bound.")), null);
        }
        catch (RawContent.ContentTooLargeException tooLarge)
        {
            return (WebAnswer.Refuse(ReasonCodes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"{Short(address)} has more than {tooLarge.MaxBytes} bytes, which is the limit; have the operator raise MaxBytes of its source.")), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or AddressRefusedException or InvalidDataException or HttpIOException or OperationCanceledException)
        {
            return (Failed(address, failure), null);
        }
    }

    private HttpRequestMessage Request(WebQuestion question, Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", question.Accept);
        if (question.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (question.LastModified is { } time)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", time);
        }

        return request;
    }

    private async Task<(WebAnswer? Answer, Uri? Next)> AnswerAsync(HttpResponseMessage response, Uri address, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotModified:
                return (Described(new WebAnswer(WebOutcome.Unchanged), response, address), null);
            case HttpStatusCode.OK:
                await using (var body = await response.Content.ReadAsStreamAsync(cancellation))
                {
                    await read(body, cancellation);
                }

                return (Described(new WebAnswer(WebOutcome.Got), response, address), null);
            case HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect:
                return response.Headers.Location is { } to && Uri.TryCreate(address, to, out var next)
                    ? (null, WithoutFragment(next)) : (WebAnswer.Refuse(ReasonCodes.Unreachable, $"{Short(address)} redirects and does not say where to."), null);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                var until = RetryAfter(response.Headers.RetryAfter) is { } at ? gate.Hold(address, at) : (DateTimeOffset?)null;
                return (WebAnswer.Later($"{address.Authority} answers {status} and {(until is { } time ? $"asks for quiet until {time:yyyy-MM-dd HH:mm:ss}Z" : "does not say until when")}.", until), null);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return (WebAnswer.Refuse(ReasonCodes.NotFound, $"{Short(address)} is not there (status {status}); correct or remove its address."), null);
            case HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.UnavailableForLegalReasons:
                return (WebAnswer.Refuse(ReasonCodes.Disallowed, $"{Short(address)} is not given to us (status {status}); ask its operator for the right to."), null);
            case HttpStatusCode.RequestTimeout or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError:
                return (WebAnswer.Later($"{Short(address)} answers {status}."), null);
            default:
                return (WebAnswer.Refuse(ReasonCodes.Unreachable, $"{Short(address)} answers {status}, which is no document."), null);
        }
    }

    private WebAnswer Described(WebAnswer answer, HttpResponseMessage response, Uri address) => answer with
    {
        Address = address,
        Charset = response.Content.Headers.ContentType?.CharSet?.Trim('"', '\''),
        ETag = One(response.Headers, "ETag"),
        LastModified = One(response.Content.Headers, "Last-Modified"),
        Fresh = response.Headers.CacheControl is { NoCache: false, NoStore: false, MaxAge: { } age } ? age - (response.Headers.Age ?? TimeSpan.Zero)
            : response.Headers.CacheControl is null && response.Content.Headers.Expires is { } expires ? expires - clock.GetUtcNow() : null,
    };

    private static string? One(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 and < 500 } value ? value : null;

    private DateTimeOffset? RetryAfter(RetryConditionHeaderValue? header) => header?.Date ?? (header?.Delta is { } delta ? clock.GetUtcNow() + (delta < HostGate.LongestQuiet ? delta : HostGate.LongestQuiet) : null);

    /// <summary>The rules of an address's host; without rules, the answer that stands for all of its addresses.</summary>
    private async Task<(Robots? Rules, WebAnswer? Missing)> RobotsAsync(Uri address, CancellationToken cancellation)
    {
        var site = address.GetLeftPart(UriPartial.Authority);
        lock (_lock)
        {
            if (_robots.TryGetValue(site, out var known) && known.Until > clock.GetUtcNow())
            {
                return (known.Rules, known.Missing);
            }
        }

        var text = "";
        var answer = await GetAsync(new WebQuestion(new Uri(site + "/robots.txt"), "text/plain"), async (body, stop) => text = await BeginAsync(body, stop), byRobots: false, cancellation);

        // What is not there forbids nothing; what cannot be had now forbids everything for now (RFC 9309, 2.3.1). A host in a private network is not asked at all.
        var isRefused = answer.Code == ReasonCodes.Unreachable && answer.Problem!.Contains(WebSettings.NetworksSetting, StringComparison.Ordinal);
        var rules = answer.Outcome == WebOutcome.Got ? Robots.Read(text, settings.RobotName) : answer.Outcome == WebOutcome.Refused && !isRefused ? Robots.Open : null;
        lock (_lock)
        {
            if (_robots.Count >= MostRobots)
            {
                _robots.Clear();
            }

            _robots[site] = (rules, rules is null ? answer : null, answer.NotBefore ?? clock.GetUtcNow() + (rules is null ? RobotsRetry : RobotsKept));
        }

        return (rules, rules is null ? answer : null);
    }

    private static async Task<string> BeginAsync(Stream body, CancellationToken cancellation)
    {
        var bytes = new byte[Robots.MostBytes];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }

    private static Uri WithoutFragment(Uri address) => address.Fragment.Length == 0 ? address : new Uri(address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));

    private static WebAnswer Failed(Uri address, Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressRefusedException)
            {
                return WebAnswer.Refuse(ReasonCodes.Unreachable, inner.Message);
            }
        }

        return WebAnswer.Later($"{Short(address)} cannot be had: " + ((failure as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its host's name cannot be resolved.",
            HttpRequestError.SecureConnectionError => "no TLS connection came about: " + OneLine(failure),
            _ => OneLine(failure),
        }));
    }

    private static string OneLine(Exception failure)
    {
        var text = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        return text.Length > 200 ? text[..200] + "…" : text;
    }

    /// <summary>An address as sentences name it: a reason has 500 characters at most.</summary>
    private static string Short(Uri address) => address.AbsoluteUri is { Length: > 200 } text ? text[..200] + "…" : address.AbsoluteUri;
}
