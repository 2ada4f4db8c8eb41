using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A client of the public API with an administrator's key.</summary>
public sealed class PlatformClient : IDisposable
{
    public PlatformClient(Uri address, string key)
    {
        Key = key;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http { get; }

    public string Key { get; }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>The event about the arrival whose label is <paramref name="name"/>, awaited on the feed.</summary>
    public async Task<JsonElement> EventOfAsync(string name)
    {
        var cursor = "";
        var deadline = DateTime.UtcNow + Wait.Bound;
        while (DateTime.UtcNow < deadline)
        {
            var page = await GetAsync($"/v1/events?limit=1000&wait=5{(cursor.Length == 0 ? "" : "&after=" + Uri.EscapeDataString(cursor))}");
            foreach (var happened in page.GetProperty("events").EnumerateArray())
            {
                if (happened.GetProperty("data").GetProperty("name").GetString() == name)
                {
                    return happened.Clone();
                }
            }

            cursor = page.GetProperty("next").GetString() ?? cursor;
        }

        throw new TimeoutException($"No event about {name} came.");
    }

    /// <summary>The record of the document that became of the arrival named <paramref name="name"/>.</summary>
    public async Task<JsonElement> RecordOfAsync(string name)
    {
        var happened = await EventOfAsync(name);
        var id = happened.GetProperty("data").GetProperty("document_id").GetString();
        return await GetAsync($"/v1/documents/{id}");
    }

    /// <summary>The books of <c>GET /v1/status</c>.</summary>
    public async Task<Books> BooksAsync() =>
        (await GetAsync("/v1/status")).GetProperty("books").Deserialize<Books>(JsonSerializerOptions.Web)!;

    /// <summary>All events from the first, through REST.</summary>
    public async Task<List<JsonElement>> AllEventsAsync(int limit = 1000)
    {
        var events = new List<JsonElement>();
        var cursor = "";
        bool more;
        do
        {
            var page = await GetAsync($"/v1/events?limit={limit}{(cursor.Length == 0 ? "" : "&after=" + Uri.EscapeDataString(cursor))}");
            events.AddRange(page.GetProperty("events").EnumerateArray().Select(happened => happened.Clone()));
            cursor = page.GetProperty("next").GetString() ?? cursor;
            more = page.GetProperty("has_more").GetBoolean();
        }
        while (more);
        return events;
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>The books as the API shows them.</summary>
public sealed record Books(
    [property: System.Text.Json.Serialization.JsonPropertyName("observed")] long Observed,
    [property: System.Text.Json.Serialization.JsonPropertyName("waiting")] long Waiting,
    [property: System.Text.Json.Serialization.JsonPropertyName("in_flight")] long InFlight,
    [property: System.Text.Json.Serialization.JsonPropertyName("stored")] long Stored,
    [property: System.Text.Json.Serialization.JsonPropertyName("duplicate")] long Duplicate,
    [property: System.Text.Json.Serialization.JsonPropertyName("rejected")] long Rejected,
    [property: System.Text.Json.Serialization.JsonPropertyName("failed")] long Failed)
{
    public long Sum => Waiting + InFlight + Stored + Duplicate + Rejected + Failed;

    public bool Closed => Waiting == 0 && InFlight == 0;
}
