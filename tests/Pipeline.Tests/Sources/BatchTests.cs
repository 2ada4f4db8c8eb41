using System.Text.Json;
using Platform.Contracts;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>What came together has books that add up, and a receipt in the API and in the folder.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class BatchTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task A_dropped_folder_gets_a_receipt_beside_done_that_says_what_became_of_each_file()
    {
        var folder = Directory.CreateTempSubdirectory("batch-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "=good, really.txt"), Faults.Corpus.Text(7001), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "same.txt"), Faults.Corpus.Text(7001), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bad.txt"), " \n \n \n", TestContext.Current.CancellationToken);
        Directory.Move(folder.FullName, Platform.Inbox.PathOf("parcel"));

        await Platform.Inbox.UntilInAsync("", "parcel.receipt.csv");

        var csv = await File.ReadAllTextAsync(Platform.Inbox.PathOf("parcel.receipt.csv"), TestContext.Current.CancellationToken);
        var batch = (await Platform.Client.GetAsync("/v1/batches?limit=100")).GetProperty("batches").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "parcel");
        Assert.Equal("folder", batch.GetProperty("kind").GetString());
        var address = batch.GetProperty("receipt").GetString()!;
        Assert.Equal(csv, await Platform.Client.Http.GetStringAsync(address + "?format=csv", TestContext.Current.CancellationToken));
        Assert.StartsWith(ReceiptLine.CsvHeader, csv, StringComparison.Ordinal);
        Assert.Contains("\r\nparcel/bad.txt,6,", csv, StringComparison.Ordinal);
        Assert.Contains("\"parcel/=good, really.txt\"", csv, StringComparison.Ordinal);
        var lines = (await Platform.Client.GetAsync(address)).EnumerateArray().ToDictionary(line => line.GetProperty("path").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["duplicate", "rejected", "stored"], lines.Values.Select(line => line.GetProperty("outcome").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(Faults.Corpus.Hash(Faults.Corpus.Text(7001)), lines["parcel/same.txt"].GetProperty("hash").GetString());
        Assert.Equal(lines["parcel/same.txt"].GetProperty("document_id").GetString(), lines["parcel/=good, really.txt"].GetProperty("document_id").GetString());
        Assert.EndsWith(".", lines["parcel/bad.txt"].GetProperty("reason").GetString(), StringComparison.Ordinal);

        var settled = await Wait.ForAsync<object>("the batch to be settled", async () =>
            await Platform.Client.GetAsync("/v1/batches/" + batch.GetProperty("id").GetString()) is var now && now.GetProperty("state").GetString() == "settled" ? now : null);
        var books = ((JsonElement)settled).GetProperty("books");
        Assert.Equal((3, 1, 1, 1), (Count(books, "observed"), Count(books, "stored"), Count(books, "duplicate"), Count(books, "rejected")));
        Assert.Equal(0, ((JsonElement)settled).GetProperty("seconds_to_go").GetDouble());
    }

    [Fact]
    public async Task A_single_drop_is_in_a_batch_that_settles_and_every_arrival_names_its_batch()
    {
        await Platform.Inbox.DropAsync("alone.txt", Faults.Corpus.Text(7002));
        var happened = await Platform.Client.EventOfAsync("alone.txt");

        var arrival = await Platform.Client.GetAsync("/v1/arrivals/" + happened.GetProperty("data").GetProperty("arrival_id").GetString());

        var address = "/v1/batches/" + arrival.GetProperty("batch_id").GetString();
        await Wait.UntilAsync("the interval to settle", async () => (await Platform.Client.GetAsync(address)).GetProperty("state").GetString() == "settled");
        Assert.Equal("interval", (await Platform.Client.GetAsync(address)).GetProperty("kind").GetString());
        Assert.Equal("stored", (await Platform.Client.GetAsync("/v1/arrivals/" + arrival.GetProperty("id").GetString())).GetProperty("state").GetString());
    }

    private static long Count(JsonElement books, string state) => books.GetProperty(state).GetInt64();
}
