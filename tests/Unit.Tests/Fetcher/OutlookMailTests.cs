using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.RawContent;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class OutlookMailTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outlook-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Attachments_of_a_message_are_its_members_but_for_pictures_that_the_text_shows()
    {
        var letter = CompoundWriter.Write(OutlookMail.Message(
            "Berths", "See the list.", isInner: false, OutlookMail.File("plätze.csv", "berth,free"u8.ToArray()), OutlookMail.ShownPicture(), OutlookMail.File("", new byte[70_000]), OutlookMail.Linked("far.txt")));

        Assert.Equal(ContainerKinds.Mail, KindOf(letter));
        var members = (await UnpackAsync(letter)).Members;

        Assert.Equal(["plätze.csv", "attachment 3", "far.txt"], members.Select(member => member.Name));
        Assert.Equal("berth,free", await File.ReadAllTextAsync(members[0].Temporary!, TestContext.Current.CancellationToken));
        Assert.Equal(70_000, members[1].Size);
        Assert.Contains("does not hold its bytes", members[2].Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_within_a_message_becomes_a_message_of_its_own()
    {
        var inner = OutlookMail.Message("Tides", "High water at noon.", isInner: true, OutlookMail.File("tides.txt", "12:00"u8.ToArray()));
        var letter = CompoundWriter.Write(OutlookMail.Message("Berths", "See below.", isInner: false, OutlookMail.Within("Tides", inner)));

        var member = Assert.Single((await UnpackAsync(letter)).Members);

        Assert.Equal(("Tides.msg", ContainerKinds.Mail), (member.Name, member.Container));
        var bytes = await File.ReadAllBytesAsync(member.Temporary!, TestContext.Current.CancellationToken);
        Assert.Equal("Tides", Encoding.Unicode.GetString(CompoundFile.Read(bytes).Root.Bytes("__substg1.0_0037001F")!));
        Assert.Equal(32 + 16, CompoundFile.Read(bytes).Root.Bytes("__properties_version1.0")!.Length);
        Assert.Equal("tides.txt", Assert.Single((await UnpackAsync(bytes)).Members).Name);
    }

    [Fact]
    public async Task A_message_cut_or_scribbled_on_anywhere_is_refused_or_read_in_part_and_never_throws()
    {
        var inner = OutlookMail.Message("Tides", "High water at noon.", isInner: true, OutlookMail.File("tides.txt", "12:00"u8.ToArray()));
        var letter = CompoundWriter.Write(OutlookMail.Message("Berths", "See below.", isInner: false, OutlookMail.Within("Tides", inner), OutlookMail.File("large.txt", new byte[9000])));
        var random = new Random(11);
        for (var cut = 8; cut < letter.Length; cut += 100)
        {
            var answer = await UnpackAsync(letter[..cut]);
            Assert.True(answer.Reason is null or { Code: ReasonCodes.Damaged }, answer.Reason?.Message);
            Assert.Null(answer.Trouble);
        }

        for (var round = 0; round < 300; round++)
        {
            var scribbled = letter.ToArray();
            random.NextBytes(scribbled.AsSpan(8 + random.Next(scribbled.Length - 16), 8));
            Assert.Null((await UnpackAsync(scribbled)).Trouble);
        }
    }

    [Theory]
    [InlineData("application/ms-tnef")]
    [InlineData("application/octet-stream")]
    public async Task What_Outlook_wraps_up_in_a_mail_is_taken_out_of_it(string type)
    {
        var members = (await UnpackAsync(Mail(type, OutlookMail.Wrapped(("berths.csv", "berth,free"u8.ToArray()), ("tides.txt", "12:00"u8.ToArray()))))).Members;

        Assert.Equal(["berths.csv", "tides.txt"], members.Select(member => member.Name));
        Assert.Equal("12:00", await File.ReadAllTextAsync(members[1].Temporary!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_wrapping_is_an_attachment_itself_beside_what_is_whole_in_it()
    {
        var wrapped = OutlookMail.Wrapped(("berths.csv", "berth,free"u8.ToArray()), ("tides.txt", new byte[500]));

        Assert.Equal(["winmail.dat"], (await UnpackAsync(Mail("application/ms-tnef", [1, 2, 3, 4, 5]))).Members.Select(member => member.Name));
        var members = (await UnpackAsync(Mail("application/ms-tnef", wrapped[..^300]))).Members.Select(member => member.Name).ToList();
        Assert.Equal("berths.csv", members[0]);
        Assert.Equal("winmail.dat", members[^1]);
    }

    [Fact]
    public void A_compound_file_of_another_program_is_no_mail()
    {
        var old = new CompoundStorage();
        old.Add("WordDocument", () => new byte[5000]);
        old.Add("1Table", () => new byte[100]);

        Assert.Null(KindOf(CompoundWriter.Write(old)));
    }

    private static byte[] Mail(string type, byte[] wrapped) => Encoding.UTF8.GetBytes($"""
        From: Quay Master <quay@example.org>
        Subject: Berths
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain

        See the list.
        --b
        Content-Type: {type}; name="winmail.dat"
        Content-Disposition: attachment; filename="winmail.dat"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(wrapped)}
        --b--

        """);

    private string? KindOf(byte[] content)
    {
        var path = Path.Combine(_folder.FullName, "sniffed");
        File.WriteAllBytes(path, content);
        using var file = File.OpenHandle(path);
        return Sniffing.KindOf(file);
    }

    private async Task<UnpackAnswer> UnpackAsync(byte[] mail)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, mail, TestContext.Current.CancellationToken);
        return await new UnpackVerb(new FileContentStore(_folder.FullName)).UnpackAsync(new UnpackRequest(path, ContainerKinds.Mail, "letter", 1000, 1L << 30, 200 << 20, MostRatio: 200));
    }
}
