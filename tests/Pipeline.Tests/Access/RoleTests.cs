using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Access;

/// <summary>What each role may do, and that whatever was done or refused is in the audit.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class RoleTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Theory]
    [InlineData("POST", "/v1/operations", """{"kind":"retry"}""")]
    [InlineData("POST", "/v1/sources/inbox/pause", "")]
    [InlineData("POST", "/v1/documents", "text")]
    [InlineData("POST", "/v1/subscriptions", """{"name":"x","url":"https://example.org/"}""")]
    [InlineData("DELETE", "/v1/subscriptions/0197a000-0000-7000-8000-000000000000", "")]
    [InlineData("GET", "/v1/keys", "")]
    [InlineData("GET", "/v1/audit", "")]
    public async Task A_viewer_may_not_act_and_is_told_which_role_it_needs(string method, string address, string body)
    {
        using var viewer = await ClientAsync("viewer");

        var (status, detail) = await SendAsync(viewer, method, address, body);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Matches("Your role is viewer, and this needs the role (operator|admin)", detail);
    }

    [Theory]
    [InlineData("GET", "/v1/keys", "")]
    [InlineData("POST", "/v1/keys", """{"name":"x","role":"admin"}""")]
    [InlineData("DELETE", "/v1/keys/0197a000-0000-7000-8000-000000000000", "")]
    [InlineData("GET", "/v1/audit", "")]
    public async Task An_operator_may_not_make_keys_or_read_the_audit(string method, string address, string body)
    {
        using var clerk = await ClientAsync("operator");

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(clerk, method, address, body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(clerk, "POST", "/v1/sources/inbox/scan", "")).Status);
    }

    [Fact]
    public async Task A_viewer_reads_documents_failures_events_and_the_status()
    {
        using var viewer = await ClientAsync("viewer");
        foreach (var address in (string[])["/v1/documents", "/v1/failures", "/v1/failures/arrivals", "/v1/operations", "/v1/events", "/v1/status", "/v1/sources", "/v1/subscriptions"])
        {
            Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_and_an_unknown_role_or_an_empty_name_makes_none()
    {
        var (id, key) = await IssueAsync("viewer");
        using var viewer = Client(key);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/v1/status", TestContext.Current.CancellationToken)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(Platform.Client.Http, "DELETE", "/v1/keys/" + id, "")).Status);

        await Wait.UntilAsync("the key to be refused", async () => (await viewer.GetAsync("/v1/status")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(Platform.Client.Http, "DELETE", "/v1/keys/" + id, "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(Platform.Client.Http, "POST", "/v1/keys", """{"name":"x","role":"king"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(Platform.Client.Http, "POST", "/v1/keys", """{"name":" ","role":"viewer"}""")).Status);
    }

    [Fact]
    public async Task What_was_done_and_what_was_refused_is_in_the_audit_with_who_when_what_and_how_it_ended()
    {
        var (id, key) = await IssueAsync("viewer");
        using var viewer = Client(key);
        await SendAsync(viewer, "POST", "/v1/sources/inbox/pause", "");
        await SendAsync(Platform.Client.Http, "POST", "/v1/sources/inbox/scan", "");
        await SendAsync(Platform.Client.Http, "POST", "/v1/operations", """{"kind":"retry","filter":{"reason":"no_such_reason"}}""");
        await SendAsync(Platform.Client.Http, "POST", "/v1/operations", """{"kind":"retry","preview":true,"filter":{"reason":"only_looked_at"}}""");

        var entries = (await Platform.Client.GetAsync("/v1/audit?limit=200")).GetProperty("entries").EnumerateArray().ToList();

        var refused = entries.First(entry => entry.GetProperty("key_id").ToString() == id);
        Assert.Equal(("viewer", "source", "inbox pause", false), (Text(refused, "role"), Text(refused, "action"), Text(refused, "target"), refused.GetProperty("good").GetBoolean()));
        Assert.Contains("operator", Text(refused, "result"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow - refused.GetProperty("at").GetDateTimeOffset() < TimeSpan.FromMinutes(5));
        Assert.Contains(entries, entry => Text(entry, "who") == "tests" && Text(entry, "action") == "source" && Text(entry, "target") == "inbox scan" && entry.GetProperty("good").GetBoolean());
        Assert.Contains(entries, entry => Text(entry, "action") == "issue key" && Text(entry, "target").EndsWith("as viewer", StringComparison.Ordinal));
        Assert.Contains(entries, entry => Text(entry, "action") == "retry" && Text(entry, "target").Contains("reason=no_such_reason", StringComparison.Ordinal) && !entry.GetProperty("good").GetBoolean());
        Assert.DoesNotContain(entries, entry => Text(entry, "target").Contains("only_looked_at", StringComparison.Ordinal));
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString() ?? "";

    private static async Task<(HttpStatusCode Status, string? Detail)> SendAsync(HttpClient http, string method, string address, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, body[0] == '{' ? "application/json" : "text/plain");
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var detail = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString() : null;
        return (answer.StatusCode, detail);
    }

    private async Task<HttpClient> ClientAsync(string role) => Client((await IssueAsync(role)).Key);

    private HttpClient Client(string key)
    {
        var http = new HttpClient { BaseAddress = Platform.Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private async Task<(string Id, string Key)> IssueAsync(string role)
    {
        using var answer = await Platform.Client.Http.PostAsJsonAsync("/v1/keys", new { name = "a " + role, role }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var key = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }
}
