using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

[Collection(OnSharedPlatform.Name)]
public sealed class RelationTests(SharedPlatform shared)
{
    private static readonly string[] Sentences =
    [
        "The lighthouse keeper of Orvik counts every ship that passes the strait, and he has done so for thirty years without a single day of rest.",
        "On Monday he handed his books to the museum of the island, which will show them from the first week of June.",
        "Historians from two universities have asked to copy the pages about the storm in which the mail boat was lost.",
        "The keeper says that the books hold nothing but numbers, and that whoever reads them will be bored within an hour.",
        "A school class from the mainland has already found a mistake in the entries of one winter, and he has thanked them for it.",
        "When the light is made automatic in autumn, nobody will count the ships any more, unless somebody does it for pleasure.",
    ];

    [Fact]
    public async Task The_same_words_in_other_bytes_and_edited_texts_are_linked_from_both_sides_and_a_quotation_is_not()
    {
        var page = await StoreAsync("lighthouse.html", Page("Counting ships", Sentences));
        var shouted = await StoreAsync("lighthouse-other.html", Page("COUNTING SHIPS", Sentences.Select(sentence => sentence.Replace(", ", " – ", StringComparison.Ordinal))));
        var edited = await StoreAsync("lighthouse-edited.html", Page("Counting ships", [.. Sentences[..2], "Historians from three universities have asked to see the pages about the storm.", .. Sentences[3..]]));
        var quoting = await StoreAsync("lighthouse-quoted.html", Page("A day at the museum", ["The museum opened its new wing on Friday with speeches, soup and a brass band that played until the rain came down hard.", Sentences[1],
            "Visitors can also see boats, nets and a stuffed seal, whose origin nobody could explain to us.", "Tickets are sold at the door, and children pay nothing as long as they are shorter than the seal."]));

        Assert.Equal([("same_text", shouted, 1.0)], await RelationsAsync(page, "same_text"));
        Assert.Equal([("same_text", page, 1.0)], await RelationsAsync(shouted, "same_text"));
        var near = await RelationsAsync(edited, "near_duplicate");
        Assert.Equal(new[] { page, shouted }.Order(StringComparer.Ordinal), near.Select(relation => relation.Document).Order(StringComparer.Ordinal));
        Assert.All(near, relation => Assert.InRange(relation.Score, 0.7, 0.99));
        Assert.Equal([("near_duplicate", edited, near[0].Score)], await RelationsAsync(page, "near_duplicate"));
        Assert.Empty(await RelationsAsync(quoting));

        // What is deleted is related to nothing any more.
        using var deleted = await shared.Platform.Client.Http.DeleteAsync("/v1/documents/" + edited, TestContext.Current.CancellationToken);
        Assert.Equal([("same_text", shouted, 1.0)], await RelationsAsync(page));
    }

    [Fact]
    public async Task Attachments_and_their_mail_are_linked_as_children_and_parent()
    {
        var attached = Convert.ToBase64String(Encoding.UTF8.GetBytes("Minutes of the harbour club\n\nThe club met in the boat house and chose its new chair, who promised to repair the roof before the winter comes.\n"));
        var mail = await StoreAsync("minutes.eml", $"From: anna@harbour.example\r\nTo: all@harbour.example\r\nSubject: Minutes of the club\r\nMessage-ID: <minutes@harbour.example>\r\nDate: Mon, 06 May 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear members, please find attached the minutes of our last meeting in the boat house. Yours, Anna\r\n"
            + $"--b\r\nContent-Type: text/plain; name=minutes.txt\r\nContent-Disposition: attachment; filename=minutes.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--\r\n");

        var children = await RelationsAsync(mail, "child");
        await Wait.UntilAsync("the attachment", async () => (children = await RelationsAsync(mail, "child")) is [{ Document.Length: > 0 }]);
        Assert.Equal([("parent", mail, 0.0)], await RelationsAsync(children[0].Document, "parent"));
    }

    [Fact]
    public async Task An_unknown_document_and_a_bad_limit_are_told_so()
    {
        Assert.Equal(404, (int)(await shared.Platform.Client.Http.GetAsync($"/v1/documents/{Guid.NewGuid()}/relations", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(400, (int)(await shared.Platform.Client.Http.GetAsync($"/v1/documents/{Guid.NewGuid()}/relations?limit=0", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static string Page(string title, IEnumerable<string> paragraphs) =>
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><h1>{title}</h1>{string.Concat(paragraphs.Select(one => $"<p>{one}</p>"))}</main></body></html>";

    private async Task<string> StoreAsync(string name, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/octet-stream");
        using var answer = await shared.Platform.Client.Http.PostAsync($"/v1/documents?wait=60&name={name}", body);
        var arrival = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("arrivals")[0];
        Assert.Equal("stored", arrival.Text("outcome"));
        return arrival.Text("document_id");
    }

    /// <summary>The relations of a document once it was compared: kind, document, score.</summary>
    private async Task<List<(string Kind, string Document, double Score)>> RelationsAsync(string document, string? kind = null)
    {
        JsonElement answer = default;
        await Wait.UntilAsync("the comparison", async () => (answer = await shared.Platform.Client.GetAsync($"/v1/documents/{document}/relations")).GetProperty("compared").GetBoolean());
        return answer.GetProperty("relations").EnumerateArray().Where(relation => kind is null || relation.Text("kind") == kind)
            .Select(relation => (relation.Text("kind"), relation.GetProperty("document_id").GetString() ?? "", relation.GetProperty("score") is { ValueKind: JsonValueKind.Number } score ? score.GetDouble() : 0)).ToList();
    }
}
