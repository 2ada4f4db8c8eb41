using System.Net;
using Platform.Gateway.Subscriptions;
using Platform.Hosting;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class AddressGuardTests
{
    private readonly AddressGuard _guard = WebhookAddress.Guard(new WebhookSettings());
    private readonly AddressGuard _loopbackAllowed = WebhookAddress.Guard(new WebhookSettings { AllowedNetworks = "127.0.0.0/8, 10.1.0.0/16" });

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    public void What_is_not_public_is_not_reached(string address) => Assert.False(_guard.Allows(IPAddress.Parse(address), encrypted: true));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("2606:4700:4700::1111")]
    public void What_is_public_is_reached_over_TLS_only(string address)
    {
        Assert.True(_guard.Allows(IPAddress.Parse(address), encrypted: true));
        Assert.False(_guard.Allows(IPAddress.Parse(address), encrypted: false));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("::1", false)]
    public void An_allowed_network_is_reached_without_TLS_too(string address, bool allowed) =>
        Assert.Equal(allowed, _loopbackAllowed.Allows(IPAddress.Parse(address), encrypted: false));

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("/relative")]
    [InlineData("ftp://example.org/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://example.org/hook")]
    [InlineData("https://user:password@example.org/hook")]
    [InlineData("https://example.org/hook#part")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.0.0.1/hook")]
    public void An_address_that_nothing_can_be_sent_to_is_refused_with_a_sentence(string url) => Assert.NotNull(WebhookAddress.Problem(url, _guard));

    [Theory]
    [InlineData("https://example.org/hook")]
    [InlineData("https://example.org:8443/hook?a=b")]
    [InlineData("https://1.1.1.1/hook")]
    public void A_public_https_address_is_good(string url) => Assert.Null(WebhookAddress.Problem(url, _guard));

    [Theory]
    [InlineData("10.0.0/8/8")]
    [InlineData("ten")]
    [InlineData("10.0.0.0/33")]
    public void A_network_that_cannot_be_read_is_said_at_start(string network) =>
        Assert.Contains("Gateway__Webhooks__AllowedNetworks", WebhookSettings.Problem(new WebhookSettings { AllowedNetworks = network }), StringComparison.Ordinal);
}
