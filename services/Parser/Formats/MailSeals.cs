using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using MimeKit;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Signatures that wrap what they sign: of S/MIME around a message, of PGP around a text. They are taken off, and nothing is verified.</summary>
internal static class MailSeals
{
    private const string Data = "1.2.840.113549.1.7.1";

    /// <summary>Whether a part is a message of S/MIME, signed or sealed.</summary>
    public static bool IsSecure(MimeEntity part) => part.ContentType.MimeType.ToLowerInvariant() is "application/pkcs7-mime" or "application/x-pkcs7-mime";

    /// <summary>What a message signed within itself holds; null where it is none: enveloped, compressed or damaged, and not readable without its key.</summary>
    public static byte[]? Signed(byte[] bytes)
    {
        try
        {
            var signed = new SignedCms();
            signed.Decode(bytes);
            return signed.ContentInfo.Content is { Length: > 0 } content && signed.ContentInfo.ContentType.Value == Data ? content : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A text without the head and the seal of PGP, and without the dash before lines that begin with one.</summary>
    public static string Without(string text, string place, Draft draft)
    {
        var head = text.IndexOf("-----BEGIN PGP SIGNED MESSAGE-----", StringComparison.Ordinal);
        var begin = head < 0 ? -1 : text.IndexOf("\n\n", head, StringComparison.Ordinal);
        var seal = begin < 0 ? -1 : text.IndexOf("\n-----BEGIN PGP SIGNATURE-----", begin, StringComparison.Ordinal);
        if (seal < 0)
        {
            return text;
        }

        draft.Remove("signature", Cleaning.Line(text[seal..]), place);
        return text[..head] + ("\n" + text[begin..seal]).Replace("\n- ", "\n", StringComparison.Ordinal);
    }
}
