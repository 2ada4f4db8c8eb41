using System.Text;
using Platform.Gateway.Access;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class SecretTests
{
    [Fact]
    public void A_key_is_its_prefix_and_32_random_bytes_that_travel_in_a_header_and_an_address()
    {
        var key = Secret.New(ApiKeys.Prefix);
        Assert.Matches("^pk_[A-Za-z0-9_-]{43}$", key);
        Assert.NotEqual(key, Secret.New(ApiKeys.Prefix));
    }

    [Fact]
    public void Only_the_SHA_256_of_a_secret_is_stored() =>
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("pk_a")), Secret.Hash("pk_a"));
}
