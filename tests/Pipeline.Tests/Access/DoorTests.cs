using System.Net;
using Npgsql;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Access;

[Collection(OnSharedPlatform.Name)]
public sealed class DoorTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Theory]
    [InlineData("/v1/documents")]
    [InlineData("/v1/documents/00000000-0000-0000-0000-000000000000/raw")]
    [InlineData("/v1/events")]
    [InlineData("/v1/events/stream")]
    [InlineData("/v1/status")]
    [InlineData("/v1/events/0/data")]
    [InlineData("/v1/subscriptions")]
    [InlineData("/v1/subscriptions/00000000-0000-0000-0000-000000000000/attempts")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/asyncapi/v1.yaml")]
    public async Task Nothing_is_answered_without_a_key_but_a_sentence_on_how_to_get_in(string path)
    {
        using var anonymous = new HttpClient { BaseAddress = Platform.Gateway.Address };
        using var answer = await anonymous.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task A_wrong_key_is_refused()
    {
        using var http = new HttpClient { BaseAddress = Platform.Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Platform.Client.Key[..^1] + (Platform.Client.Key[^1] == 'A' ? 'B' : 'A'));

        using var answer = await http.GetAsync("/v1/status", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Health_is_open_and_tells_every_service_ready()
    {
        using var anonymous = new HttpClient();
        foreach (var service in Platform.Services)
        {
            Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync(new Uri(service.Address, "/health/ready"), TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync(new Uri(service.Address, "/health/live"), TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        var paths = (await Platform.Client.GetAsync("/openapi/v1.json")).GetProperty("paths");

        Assert.All(
            ["/v1/documents", "/v1/documents/{id}", "/v1/documents/{id}/raw", "/v1/events", "/v1/events/stream", "/v1/subscriptions", "/v1/subscriptions/{id}/replay", "/v1/status"],
            path => Assert.True(paths.TryGetProperty(path, out _), path));
    }

    [Fact]
    public async Task Keys_are_kept_as_hashes_only()
    {
        var rows = await Database.ColumnAsync(Platform.Admin, "SELECT stored::text FROM delivery.api_keys stored");

        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Contains(Platform.Client.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fetcher", "SELECT count(*) FROM library.records")]
    [InlineData("fetcher", "SELECT count(*) FROM delivery.api_keys")]
    [InlineData("storage", "SELECT count(*) FROM acquisition.arrivals")]
    [InlineData("storage", "DELETE FROM acquisition.arrivals")]
    [InlineData("gateway", "DELETE FROM library.records")]
    [InlineData("gateway", "UPDATE acquisition.arrivals SET state = 'stored'")]
    [InlineData("gateway", "CREATE TABLE library.strange (id int)")]
    [InlineData("fetcher", "CREATE TABLE public.strange (id int)")]
    public async Task A_service_can_touch_no_schema_but_its_own(string service, string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(Database.As(service, Platform.Admin), sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
