using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Documents through <c>POST /v1/documents</c>.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class UploadTests(SharedPlatform shared)
{
    private HttpClient Http => shared.Platform.Client.Http;

    [Fact]
    public async Task A_body_is_taken_and_its_location_shows_what_becomes_of_it()
    {
        using var answer = await SendAsync("?name=notes/body.txt", Body(Faults.Corpus.Text(8001)));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith("/v1/arrivals/", location, StringComparison.Ordinal);
        var arrival = (JsonElement)await Wait.ForAsync<object>("its outcome", async () =>
            await shared.Platform.Client.GetAsync(location) is var state && state.GetProperty("state").GetString() == "stored" ? state : null);
        Assert.Equal(("upload", "notes/body.txt"), (arrival.GetProperty("source").GetString(), arrival.GetProperty("name").GetString()));
        Assert.Equal(Faults.Corpus.Hash(Faults.Corpus.Text(8001)), arrival.GetProperty("content_hash").GetString());
        Assert.Equal("upload", (await shared.Platform.Client.GetAsync("/v1/batches/" + arrival.GetProperty("batch_id").GetString())).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Many_files_of_a_form_are_one_batch_in_their_order_and_can_be_waited_for()
    {
        using var form = new MultipartFormDataContent
        {
            { Body(Faults.Corpus.Text(8002)), "file", "one.txt" },
            { Body(Faults.Corpus.Text(8002)), "file", "два.txt" },
            { Body(""), "file", "nothing.txt" },
        };
        using var answer = await SendAsync("?wait=60", form);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("/v1/batches/" + upload.GetProperty("batch_id").GetString(), answer.Headers.Location!.ToString());
        var arrivals = upload.GetProperty("arrivals").EnumerateArray().ToList();
        Assert.Equal(["one.txt", "два.txt", "nothing.txt"], arrivals.Select(arrival => arrival.GetProperty("name").GetString()));
        Assert.Equal(["duplicate", "stored"], arrivals.Take(2).Select(arrival => arrival.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("empty", arrivals[2].GetProperty("reason").GetProperty("code").GetString());
        var receipt = await shared.Platform.Client.GetAsync($"/v1/batches/{upload.GetProperty("batch_id").GetString()}/receipt");
        Assert.Equal(3, receipt.GetArrayLength());
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_the_same_upload_and_another_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await SendAsync("?name=keyed.txt", Body(Faults.Corpus.Text(8003)), key);
        using var again = await SendAsync("?name=keyed.txt", Body(Faults.Corpus.Text(8003)), key);
        using var other = await SendAsync("?name=keyed.txt", Body(Faults.Corpus.Text(8004)), key);

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(1, await Database.ScalarAsync<long>(shared.Platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE name = 'keyed.txt'"));
    }

    [Fact]
    public async Task A_simulation_answers_with_the_record_and_stores_nothing()
    {
        var before = await shared.Platform.Client.BooksAsync();
        using var answer = await SendAsync("?simulate=true&name=maybe.txt", Body(Faults.Corpus.Text(8005)));
        using var refused = await SendAsync("?simulate=true&name=blank.txt", Body(" \n \n"));

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var record = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("record");
        Assert.Equal("Bulletin 8005", record.GetProperty("title").GetString());
        Assert.Equal("no_text", (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("reason").GetProperty("code").GetString());
        var content = Path.Combine(Path.GetDirectoryName(shared.Platform.Inbox.Root)!, "content");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(content, "passing")));
        var hash = Faults.Corpus.Hash(Faults.Corpus.Text(8005));
        Assert.False(File.Exists(Path.Combine(content, hash[..2], hash)));
        Assert.Equal(before.Observed, (await shared.Platform.Client.BooksAsync()).Observed);
    }

    [Theory]
    [InlineData("?wait=61", HttpStatusCode.BadRequest)]
    [InlineData("?wait=soon", HttpStatusCode.BadRequest)]
    [InlineData("?name=%20", HttpStatusCode.BadRequest)]
    public async Task A_bad_request_is_one_sentence(string query, HttpStatusCode status)
    {
        using var answer = await SendAsync(query, Body("x"));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_form_without_files_or_one_that_breaks_off_is_refused()
    {
        using var fields = new MultipartFormDataContent { { new StringContent("x"), "field" } };
        using var without = await SendAsync("", fields);
        using var broken = new ByteArrayContent("--edge\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\nhalf"u8.ToArray());
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=edge");
        using var half = await SendAsync("", broken);

        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, half.StatusCode);
    }

    [Fact]
    public async Task A_document_beyond_the_limit_is_refused_and_nothing_is_entered()
    {
        using var answer = await SendAsync("?name=large.txt", Body(new string('x', 2_000_001)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, await Database.ScalarAsync<long>(shared.Platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE name = 'large.txt'"));
    }

    private async Task<HttpResponseMessage> SendAsync(string query, HttpContent content, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/documents" + query) { Content = content };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static ByteArrayContent Body(string text) => new(Encoding.UTF8.GetBytes(text));
}
