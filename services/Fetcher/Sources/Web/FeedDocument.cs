using System.Text;

namespace Platform.Fetcher.Sources.Web;

/// <summary>A feed that was read.</summary>
/// <param name="Title">Its name; null where it has none.</param>
/// <param name="Home">The page that it is the feed of: a link to it tells no entry from another.</param>
/// <param name="Entries">Its entries as they stand in it, at most <see cref="MostEntries"/>.</param>
/// <param name="Ttl">How long it asks to be left alone; null where it does not.</param>
internal sealed record FeedDocument(string? Title, Uri? Home, IReadOnlyList<FeedEntry> Entries, TimeSpan? Ttl)
{
    /// <summary>Entries that are read of one feed.</summary>
    public const int MostEntries = 1_000;

    /// <summary>Largest feed, in bytes.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Reads RSS 0.9 to 2.0, RSS 1.0, Atom or JSON Feed; null where the bytes are none.</summary>
    /// <param name="bytes">The feed.</param>
    /// <param name="address">Where it was had; what it links to is read against it.</param>
    public static FeedDocument? Read(byte[] bytes, Uri address)
    {
        var first = Array.FindIndex(bytes, value => value > ' ' && value < 0x80);
        return first >= 0 && bytes[first] == '{' ? JsonFeed.Read(bytes, address) : XmlFeed.Read(bytes, address);
    }

    /// <summary>The bytes as text, for what is written in no charset but UTF-8 or says which.</summary>
    public static string Decode(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
