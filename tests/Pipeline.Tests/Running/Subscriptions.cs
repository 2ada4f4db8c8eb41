using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Pipeline.Tests.Running;

/// <summary>The subscriptions of the API, as a client uses them.</summary>
public static class Subscriptions
{
    /// <summary>Creates one and returns the answer.</summary>
    public static async Task<JsonElement> SubscribeAsync(this PlatformClient client, Uri url, string from = "earliest", object? filter = null)
    {
        using var answer = await client.Http.PostAsJsonAsync("/v1/subscriptions", new { name = "test", url, from, filter = filter ?? new { } });
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Pauses, resumes, rotates or replays one and returns the answer.</summary>
    public static async Task<JsonElement> TellAsync(this PlatformClient client, string id, string what, object? body = null)
    {
        using var answer = await client.Http.PostAsync($"/v1/subscriptions/{id}/{what}", body is null ? null : JsonContent.Create(body));
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public static Task<JsonElement> SubscriptionAsync(this PlatformClient client, string id) => client.GetAsync($"/v1/subscriptions/{id}");

    /// <summary>The attempts, oldest first.</summary>
    public static async Task<List<JsonElement>> AttemptsAsync(this PlatformClient client, string id, string query = "")
    {
        var page = await client.GetAsync($"/v1/subscriptions/{id}/attempts?limit=500{query}");
        return page.GetProperty("attempts").EnumerateArray().Reverse().ToList();
    }

    public static Task UntilStateAsync(this PlatformClient client, string id, string state) =>
        Wait.UntilAsync($"the subscription to be {state}", async () => (await client.SubscriptionAsync(id)).Text("state") == state);

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
