using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Search;

/// <summary>A running platform with documents in several languages, all of them indexed.</summary>
public sealed class Library(Servers servers) : IAsyncLifetime
{
    private static readonly string English = string.Join(' ', Enumerable.Repeat("The harbour authority has agreed to keep the northern quay open for all who come in winter.", 3));

    public RunningPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        await UploadAsync("quays.txt", $"Running ferries at the café\n\n{English} The ferries were running late because gas prices had risen <b>again</b> & again.\n");
        await UploadAsync("prices.txt", $"Timetable of winter\n\n{English} Prices of gas did not change this year, and one ferry remains.\n");
        await UploadAsync("москва.txt", "Заявление о работе порта\n\nПорт объявляет, что зимой ёлки и другие товары принимаются на северном причале ежедневно. "
            + "Груз из Ďáblice ждёт. Решение принято советом порта после долгого обсуждения с перевозчиками, которые просили открыть причал.\n");
        await UploadAsync("порт.txt", "Паведамленне порта\n\nПорт паведамляе, што беларускія перавозчыкі зімой могуць карыстацца паўночным прычалам кожны дзень. "
            + "Гэта рашэнне было прынята саветам пасля доўгага абмеркавання з перавозчыкамі краіны, якія прасілі адкрыць прычал.\n");
        await UploadAsync("кемежай.txt", "Кемежай туралы хабарлама\n\nКемежай басшылығы мемлекеттердің тасымалдаушылары қыста солтүстік айлақты күн сайын пайдалана алатынын хабарлайды. "
            + "Бұл шешімді кеңес тасымалдаушылармен ұзақ талқылаудан кейін қабылдады, өйткені олар айлақты ашуды сұраған болатын.\n");
        await UploadAsync("dated.html", $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Kazakhstan and the OSCE on grain</title><meta name="author" content="Anna Example">
            <meta property="article:published_time" content="2024-05-06T07:08:09+03:00"></head><body><main><h1>Kazakhstan and the OSCE on grain</h1><p>{English}</p><p>Grain from Kazakhstan comes.</p></main></body></html>
            """);
        await UploadAsync("tagged.md", "---\ntitle: Berth notice\ntags: harbour, Grain\n---\n\n# Berth notice\n\nNotice is given that a berth is free for all who come, on every day of the week.\n");
        await IndexedAsync();
    }

    public async Task<JsonElement> FindAsync(string query) => await Platform.Client.GetAsync("/v1/documents?" + query);

    public async Task<List<string>> NamesAsync(string query) =>
        (await FindAsync(query)).GetProperty("documents").EnumerateArray().Select(document => document.GetProperty("name").GetString()!).ToList();

    /// <summary>Awaits that everything stored can be found, which the answer itself says.</summary>
    public Task IndexedAsync() => Wait.UntilAsync("the index", async () => (await FindAsync("q=harbour")).GetProperty("unindexed").GetInt64() == 0);

    public async Task UploadAsync(string name, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/octet-stream");
        using var answer = await Platform.Client.Http.PostAsync($"/v1/documents?wait=60&name={Uri.EscapeDataString(name)}", body);
        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("stored", upload.GetProperty("arrivals")[0].GetProperty("outcome").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        if (Platform is not null)
        {
            await Platform.DisposeAsync();
        }
    }
}
