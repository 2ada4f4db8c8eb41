using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Gateway.Subscriptions;

/// <summary>Keys and signatures of the Standard Webhooks specification 1.0.0, symmetric: <c>whsec_</c> and the base64 of 24 to 64 bytes.</summary>
public static class WebhookSecret
{
    /// <summary>What a key begins with.</summary>
    public const string Prefix = "whsec_";

    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    /// <summary>A new key of 32 random bytes.</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>One sentence on what is wrong with a key; null where nothing is.</summary>
    public static string? Problem(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Span<byte> bytes = stackalloc byte[MaxBytes];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) && length >= MinBytes
            ? null
            : $"secret must be {Prefix} followed by the base64 of {MinBytes} to {MaxBytes} bytes; leave it out to be given one.";
    }

    /// <summary>The header <c>webhook-signature</c>: a signature with each key, separated by spaces.</summary>
    /// <param name="secrets">The keys, the current one first.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed))));
    }
}
