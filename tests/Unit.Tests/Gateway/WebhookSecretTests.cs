using System.Text;
using Platform.Gateway.Subscriptions;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class WebhookSecretTests
{
    // The published example of the specification's libraries: key, id, timestamp, body and signature belong together.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void A_signature_is_the_one_that_the_specifications_own_libraries_make() =>
        Assert.Equal(Signature, WebhookSecret.Sign([Secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Body));

    [Fact]
    public void During_a_rotation_both_keys_sign()
    {
        var signatures = WebhookSecret.Sign([WebhookSecret.New(), Secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Body).Split(' ');

        Assert.Equal(2, signatures.Length);
        Assert.Equal(Signature, signatures[1]);
        Assert.NotEqual(signatures[0], signatures[1]);
    }

    [Fact]
    public void A_new_key_is_32_random_bytes_and_a_good_one()
    {
        var secret = WebhookSecret.New();

        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.Null(WebhookSecret.Problem(secret));
        Assert.NotEqual(secret, WebhookSecret.New());
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_c2hvcnQ=")]
    public void A_key_that_is_none_is_refused(string secret) => Assert.NotNull(WebhookSecret.Problem(secret));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_key_has_24_to_64_bytes(int length, bool good) =>
        Assert.Equal(good, WebhookSecret.Problem("whsec_" + Convert.ToBase64String(new byte[length])) is null);
}
