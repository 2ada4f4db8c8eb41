using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Gateway.Access;

/// <summary>Secrets that nobody can guess: 32 random bytes as base64url. Only their SHA-256 is stored, which is enough for that much chance.</summary>
public static class Secret
{
    /// <summary>A new secret.</summary>
    /// <param name="prefix">Put before it, so that a person or a scanner can tell what it is.</param>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret: SHA-256 of it as it is sent.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
