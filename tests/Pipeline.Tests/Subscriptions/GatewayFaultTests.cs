using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Subscriptions;

/// <summary>Gateways that are killed, doubled or closed to what is private.</summary>
public sealed class GatewayFaultTests(Servers servers)
{
    [Fact]
    public async Task A_Gateway_that_is_killed_in_the_middle_goes_on_where_it_was_and_skips_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await using var endpoint = await WebhookEndpoint.StartAsync();
        await gateway.Client.SubscribeAsync(endpoint.Address);
        var appended = await gateway.AppendAsync(2000);
        foreach (var mark in new[] { 200, 700, 1300 })
        {
            await Wait.UntilAsync($"{mark} webhooks", () => Task.FromResult(endpoint.Received.Count >= mark));
            await gateway.First.KillAsync();
            gateway.First.Start();
        }

        await Wait.UntilAsync("all webhooks", () => Task.FromResult(endpoint.Ids.Count == appended.Count));

        Assert.Equal(appended, endpoint.Ids);
        Assert.InRange(endpoint.Received.Count, appended.Count, appended.Count * 2);
    }

    [Fact]
    public async Task Of_two_Gateways_one_delivers_and_the_other_takes_over_when_it_dies()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await gateway.AddAsync();
        await using var endpoint = await WebhookEndpoint.StartAsync();
        await gateway.Client.SubscribeAsync(endpoint.Address);
        var appended = await gateway.AppendAsync(300);
        await Wait.UntilAsync("300 webhooks", () => Task.FromResult(endpoint.Ids.Count == 300));
        Assert.Equal(appended, endpoint.Received.Select(request => request.Id));

        await gateway.First.KillAsync();
        appended.AddRange(await gateway.AppendAsync(300));
        await Wait.UntilAsync("600 webhooks", () => Task.FromResult(endpoint.Ids.Count == 600));

        Assert.Equal(appended, endpoint.Ids);
    }

    [Fact]
    public async Task Without_leave_nothing_is_sent_to_a_private_address_that_a_name_resolves_to()
    {
        await using var gateway = await RunningGateway.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal) { ["Gateway__Webhooks__RetryAfter"] = "00:00:00.1" });
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var answer = await gateway.Client.SubscribeAsync(new Uri($"https://localhost:{endpoint.Address.Port}/"));
        await gateway.AppendAsync(1);
        await gateway.Client.UntilStateAsync(answer.Text("id"), "disabled");

        Assert.Empty(endpoint.Received);
        var attempts = await gateway.Client.AttemptsAsync(answer.Text("id"));
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts, attempt => Assert.Contains("Gateway__Webhooks__AllowedNetworks", attempt.Text("why"), StringComparison.Ordinal));
    }
}
