using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>JSON Feed 1.0 and 1.1 (jsonfeed.org).</summary>
internal static class JsonFeed
{
    /// <summary>Reads it; null where the bytes are no such feed.</summary>
    public static FeedDocument? Read(byte[] bytes, Uri address)
    {
        try
        {
            return JsonNode.Parse(FeedDocument.Decode(bytes), documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) is JsonObject feed && feed["items"] is JsonArray items
                && Text(feed["version"])?.Contains("jsonfeed.org", StringComparison.Ordinal) == true ? Of(feed, items, address) : null;
        }
        catch (Exception notJson) when (notJson is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static FeedDocument Of(JsonObject feed, JsonArray items, Uri address) => new(
        FeedEntry.Line(Text(feed["title"])),
        WebLocation.Read(Text(feed["home_page_url"]), address),
        [.. items.OfType<JsonObject>().Take(FeedDocument.MostEntries).Select(item => Entry(feed, item, address))],
        Ttl: null);

    private static FeedEntry Entry(JsonObject feed, JsonObject item, Uri address)
    {
        var alone = new JsonObject();
        foreach (var (key, value) in feed.Where(pair => pair.Key != "items"))
        {
            alone[key] = value?.DeepClone();
        }

        alone["items"] = new JsonArray(item.DeepClone());
        return new FeedEntry
        {
            Guid = Text(item["id"]),
            Link = WebLocation.Read(Text(item["url"]) ?? Text(item["external_url"]), address) ?? WebLocation.Read(Text(item["id"])),
            Title = FeedEntry.Line(Text(item["title"])),
            Authors = Authors(item) is { Count: > 0 } own ? own : Authors(feed),
            PublishedAt = FeedEntry.Date(Text(item["date_published"])),
            Updated = Text(item["date_modified"]),
            Body = Text(item["content_html"]) ?? Text(item["content_text"]) ?? Text(item["summary"]) ?? "",
            Alone = JsonSerializer.SerializeToUtf8Bytes(alone),
        };
    }

    private static List<string> Authors(JsonObject node)
    {
        IEnumerable<JsonNode?> all = node["authors"] as JsonArray ?? [node["author"]?.DeepClone()];
        return [.. all.OfType<JsonObject>().Select(author => FeedEntry.Line(Text(author["name"]))).OfType<string>().Where(name => name.Length <= 200)];
    }

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.GetValueKind() is JsonValueKind.Number ? value.ToJsonString() : null : null;
}
