using System.Net;
using System.Net.Http.Headers;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Access;

public sealed class AttemptTests(Servers servers)
{
    [Fact]
    public async Task After_thirty_wrong_keys_and_links_in_a_minute_an_address_is_told_to_wait()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        using var guesser = new HttpClient { BaseAddress = gateway.First.Address };
        guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "pk_wrong");
        using var visitor = new HttpClient { BaseAddress = gateway.First.Address };

        for (var number = 0; number < 15; number++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.GetAsync("/v1/events", TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/sign-in?token=wrong", TestContext.Current.CancellationToken)).StatusCode);
        }

        using var refused = await guesser.GetAsync("/v1/events", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("try again in a minute", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.GetAsync("/sign-in?token=wrong", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sign-in", TestContext.Current.CancellationToken)).StatusCode);
    }
}
