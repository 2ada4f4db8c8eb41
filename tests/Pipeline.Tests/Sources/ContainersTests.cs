using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Platform.RawContent;
using Platform.Unit.Tests.Fetcher;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>Archives, mailboxes and mails become arrivals of their own for all that they hold.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class ContainersTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task An_archive_dropped_alone_is_a_batch_of_its_own_and_its_files_are_records()
    {
        var inner = Zip(("deepest.txt", Encoding.UTF8.GetBytes(Corpus.Text(31_001))));
        await Platform.Inbox.DropAsync("papers.zip", Zip(("sub/one.txt", Encoding.UTF8.GetBytes(Corpus.Text(31_002))), ("inner.zip", inner), ("empty.txt", [])));

        var batch = await SettledAsync("papers.zip");
        Assert.Equal("archive", batch.Kind);
        Assert.Equal(
            ["inner.zip/deepest.txt stored ", "papers.zip stored unpacked", "papers.zip/empty.txt rejected empty", "papers.zip/inner.zip stored unpacked", "papers.zip/sub/one.txt stored "],
            batch.Lines.Select(line => line.StartsWith("papers.zip/inner.zip/", StringComparison.Ordinal) ? line["papers.zip/".Length..] : line).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Platform.Inbox.PathOf("done", "papers.zip")));
        Assert.False(File.Exists(Platform.Inbox.PathOf("done", "papers.zip.reason.txt")));
        Assert.Equal("document.unpacked.v1", (await Platform.Client.EventOfAsync("papers.zip")).GetProperty("type").GetString());
        var record = await Platform.Client.RecordOfAsync("papers.zip/inner.zip/deepest.txt");
        Assert.Equal(Corpus.Hash(Corpus.Text(31_001)), record.GetProperty("content_hash").GetString());
    }

    [Fact]
    public async Task A_mail_is_a_document_and_its_attachments_are_its_children()
    {
        await Platform.Inbox.DropAsync("letter.eml", $"""
            From: Quay Master <quay@example.org>
            To: all@example.org
            Subject: Berths of the quay
            Date: Mon, 2 Mar 2026 10:00:00 +0000
            Message-ID: <berths@example.org>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain

            {Corpus.Text(31_003)}
            --b
            Content-Type: text/plain; name="list of berths.txt"
            Content-Disposition: attachment; filename="list of berths.txt"

            {Corpus.Text(31_004)}
            --b--

            """);

        var attachment = await Platform.Client.RecordOfAsync("letter.eml/list of berths.txt");
        var mail = await Platform.Client.RecordOfAsync("letter.eml");
        Assert.Equal("Berths of the quay", mail.GetProperty("title").GetString());
        Assert.NotEqual(mail.GetProperty("id").GetString(), attachment.GetProperty("id").GetString());

        var parent = await Platform.Client.GetAsync("/v1/arrivals/" + mail.GetProperty("arrival_id").GetString());
        Assert.Equal(1, parent.GetProperty("children").GetInt32());
        var child = (await Platform.Client.GetAsync(parent.GetProperty("children_url").GetString()!)).GetProperty("arrivals").EnumerateArray().Single();
        Assert.Equal("list of berths.txt", child.GetProperty("inner_path").GetString());
        Assert.Equal(parent.GetProperty("id").GetString(), child.GetProperty("parent").GetString());
    }

    [Fact]
    public async Task A_message_of_Outlook_is_a_document_and_so_are_its_attachments_and_the_message_within()
    {
        var inner = OutlookMail.Message("Tides of the month", Corpus.Text(31_009), isInner: true, OutlookMail.File("tides.txt", Encoding.UTF8.GetBytes(Corpus.Text(31_010))));
        await Platform.Inbox.DropAsync("saved.msg", CompoundWriter.Write(OutlookMail.Message(
            "Berths of the month", Corpus.Text(31_011), isInner: false, OutlookMail.File("berths.txt", Encoding.UTF8.GetBytes(Corpus.Text(31_012))), OutlookMail.Within("Tides", inner))));

        Assert.Equal("Berths of the month", (await Platform.Client.RecordOfAsync("saved.msg")).GetProperty("title").GetString());
        Assert.Equal("Tides of the month", (await Platform.Client.RecordOfAsync("saved.msg/Tides.msg")).GetProperty("title").GetString());
        Assert.Equal(Corpus.Hash(Corpus.Text(31_012)), (await Platform.Client.RecordOfAsync("saved.msg/berths.txt")).GetProperty("content_hash").GetString());
        Assert.Equal(Corpus.Hash(Corpus.Text(31_010)), (await Platform.Client.RecordOfAsync("saved.msg/Tides.msg/tides.txt")).GetProperty("content_hash").GetString());
    }

    [Fact]
    public async Task Bombs_and_towers_are_rejected_with_a_reason_and_the_next_archive_is_read()
    {
        await Platform.Inbox.DropAsync("bomb.zip", Zeros(90));
        await Platform.Inbox.DropAsync("tower.zip", Tower(30));
        await Platform.Inbox.DropAsync("cut.tar.gz", Gzip(Tar("a.txt", Corpus.Text(31_005)))[..80]);
        await Platform.Inbox.DropAsync("after.tar.gz", Gzip(Tar("fine.txt", Corpus.Text(31_006))));

        await Platform.Client.RecordOfAsync("after.tar.gz/fine.txt");
        await Platform.Inbox.UntilInAsync("failed", "bomb.zip.reason.txt");
        await Platform.Inbox.UntilInAsync("failed", "cut.tar.gz.reason.txt");
        Assert.Equal("bomb.zip rejected limit_exceeded", (await SettledAsync("bomb.zip")).Lines.Single());
        Assert.Equal("cut.tar.gz rejected damaged", (await SettledAsync("cut.tar.gz")).Lines.Single());
        var tower = await SettledAsync("tower.zip");
        Assert.Equal(6, tower.Lines.Count);
        Assert.Single(tower.Lines, line => line.EndsWith(" rejected limit_exceeded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_uploaded_archive_is_unpacked_into_the_batch_of_its_upload()
    {
        using var body = new ByteArrayContent(Zip(("uploaded.txt", Encoding.UTF8.GetBytes(Corpus.Text(31_007)))));
        body.Headers.Add("Content-Disposition", "attachment; filename=\"up.zip\"");
        using var answer = await Platform.Client.Http.PostAsync("/v1/documents?name=up.zip", body, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);

        await Wait.UntilAsync("the member", async () => await Database.ScalarAsync<long>(
            Platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE source = 'upload' AND inner_path = 'uploaded.txt' AND state = 'stored'") == 1);
    }

    internal static byte[] Zip(params (string Name, byte[] Content)[] files) => Zip(files, CompressionLevel.Fastest);

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, CompressionLevel level)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Zeros(int megabytes) => Zip([("zeros.txt", new byte[megabytes << 20])], CompressionLevel.SmallestSize);

    private static byte[] Tower(int floors)
    {
        var inner = Encoding.UTF8.GetBytes(Corpus.Text(31_008));
        for (var floor = floors; floor > 0; floor--)
        {
            inner = Zip((floor == floors ? "top.txt" : string.Create(CultureInfo.InvariantCulture, $"{floor}.zip"), inner));
        }

        return inner;
    }

    private static byte[] Tar(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return bytes.ToArray();
    }

    private async Task<(string Kind, List<string> Lines)> SettledAsync(string name)
    {
        await Wait.UntilAsync($"the batch of {name} to be settled", async () => await Database.ScalarAsync<long>(
            Platform.Admin, $"SELECT count(*) FROM acquisition.batches WHERE name = '{name}' AND kind = 'archive' AND settled_at IS NOT NULL") == 1);
        var lines = await Database.ColumnAsync(
            Platform.Admin, $"SELECT a.name || ' ' || a.state || ' ' || coalesce(reason_code, '') FROM acquisition.arrivals a JOIN acquisition.batches b ON b.id = batch_id WHERE b.name = '{name}' ORDER BY a.id");
        return ("archive", [.. lines]);
    }
}
