using System.Formats.Tar;
using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.RawContent;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class UnpackingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unpacking-");
    private readonly UnpackVerb _unpacker;

    static UnpackingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public UnpackingTests() => _unpacker = new UnpackVerb(new FileContentStore(_folder.FullName));

    public static TheoryData<string, byte[]> Archives => new()
    {
        { ContainerKinds.Zip, Packed.Zip("a.txt", "deep/b.txt") },
        { ContainerKinds.Tar, Packed.Tar("a.txt", "deep/b.txt") },
        { ContainerKinds.Gzip, Packed.Gzip(Packed.Tar("a.txt", "deep/b.txt")) },
        { ContainerKinds.SevenZip, Packed.SevenZip("a.txt", "deep/b.txt") },
        { ContainerKinds.Rar, PackedRar.Four("a.txt", "deep/b.txt") },
        { ContainerKinds.Rar, PackedRar.Five("a.txt", "deep/b.txt") },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Each_file_of_an_archive_is_a_member_with_its_path_and_bytes(string kind, byte[] archive)
    {
        Assert.Equal(kind, KindOf(archive));
        var answer = await UnpackAsync(archive, kind);

        Assert.Null(answer.Reason);
        Assert.Equal(["a.txt", "deep/b.txt"], answer.Members.Select(member => member.Name));
        Assert.All(answer.Members, member => Assert.Equal(Packed.Text + member.Name, File.ReadAllText(member.Temporary!)));
    }

    [Theory]
    [InlineData("xz", ContainerKinds.Xz)]
    [InlineData("bzip2", ContainerKinds.Bzip2)]
    [InlineData("zstd", ContainerKinds.Zstandard)]
    public async Task A_tar_is_read_through_what_it_is_compressed_with(string program, string kind)
    {
        var answer = await UnpackAsync(await Packed.ByAsync(program, Packed.Tar("a.txt", "deep/b.txt")), kind);

        Assert.Null(answer.Reason);
        Assert.Equal(["a.txt", "deep/b.txt"], answer.Members.Select(member => member.Name));
        Assert.All(answer.Members, member => Assert.Equal(Packed.Text + member.Name, File.ReadAllText(member.Temporary!)));
    }

    [Fact]
    public async Task One_compressed_file_has_its_name_without_the_ending()
    {
        var answer = await UnpackAsync(Packed.Gzip(Encoding.UTF8.GetBytes(Packed.Text)), ContainerKinds.Gzip, name: "notices/berths.html.gz");

        Assert.Equal("berths.html", Assert.Single(answer.Members).Name);
    }

    [Fact]
    public async Task A_gzip_file_of_several_members_is_whole_and_one_that_is_cut_off_is_damaged()
    {
        var text = string.Concat(Enumerable.Range(0, 2000));
        var gzip = Packed.Gzip(Encoding.UTF8.GetBytes(text));

        var member = Assert.Single((await UnpackAsync([.. gzip, .. gzip], ContainerKinds.Gzip)).Members);
        Assert.Equal(2 * text.Length, member.Size);
        Assert.Equal(ReasonCodes.Damaged, (await UnpackAsync(gzip[..(gzip.Length / 2)], ContainerKinds.Gzip)).Reason!.Code);
    }

    [Fact]
    public async Task A_mailbox_holds_messages_and_a_mail_its_attachments()
    {
        const string Mail = """
            From: Quay Master <quay@example.org>
            To: all@example.org
            Subject: Berths
            Date: Mon, 2 Mar 2026 10:00:00 +0000
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain

            See the list.
            >From the first of the month on.
            --b
            Content-Type: text/csv; name="=?utf-8?q?pl=C3=A4tze.csv?="
            Content-Disposition: attachment
            Content-Transfer-Encoding: base64

            YmVydGgsZnJlZQ0KMSx5ZXMNCg==
            --b--

            """;
        var mailbox = string.Concat(Enumerable.Range(0, 3).Select(number => $"From quay@example.org Mon Mar  2 10:0{number}:00 2026\n{Mail.Replace("Berths", $"Berths {number}", StringComparison.Ordinal)}\n"));

        var messages = await UnpackAsync(Encoding.UTF8.GetBytes(mailbox), ContainerKinds.Mailbox);
        Assert.Equal(["00001.eml", "00002.eml", "00003.eml"], messages.Members.Select(member => member.Name));
        Assert.All(messages.Members, member => Assert.Equal(ContainerKinds.Mail, member.Container));
        Assert.Contains("\nFrom the first", await File.ReadAllTextAsync(messages.Members[2].Temporary!, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var attachment = Assert.Single((await UnpackAsync(Encoding.UTF8.GetBytes(Mail), ContainerKinds.Mail)).Members);
        Assert.Equal("plätze.csv", attachment.Name);
        Assert.Equal("berth,free\r\n1,yes\r\n", await File.ReadAllTextAsync(attachment.Temporary!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Zips_that_are_documents_are_no_containers()
    {
        Assert.Null(KindOf(Packed.Zip("[Content_Types].xml", "word/document.xml")));
        Assert.Null(KindOf(Packed.Zip("mimetype", "content.xml")));
        Assert.Null(KindOf(Packed.Zip("META-INF/MANIFEST.MF", "A.class")));
        Assert.Equal(ContainerKinds.Zip, KindOf(Packed.Zip("report/[Content_Types].xml", "b.txt")));
        Assert.Null(KindOf("From the sea to the quay: notes: of a pilot\n\nFrom here on all is well."u8.ToArray()));
        Assert.Null(KindOf("From: a@example.org\nTo: b@example.org\nSubject: plain\nContent-Type: text/plain\n\nNothing attached."u8.ToArray()));
    }

    [Theory]
    [InlineData(437, "Überfahrt am Kai/Gebühren für März.txt")]
    [InlineData(866, "Отчёт за март/Сведения о причалах.txt")]
    [InlineData(1251, "Отчёт за март/Сведения о причалах.txt")]
    [InlineData(932, "港湾だより/三月の入港予定.txt")]
    [InlineData(936, "港口通知/三月泊位安排.txt")]
    [InlineData(949, "항만 소식/삼월 선석 배정.txt")]
    [InlineData(1252, "Règlement du port/Tarifs à quai – été.txt")]
    [InlineData(65001, "Règlement/港湾/Отчёт.txt")]
    public async Task Names_in_old_code_pages_come_out_readable(int codePage, string name)
    {
        var names = Encoding.GetEncoding(codePage);
        var plain = Packed.Zip([(name, Encoding.UTF8.GetBytes(Packed.Text)), ("plain.txt", Encoding.UTF8.GetBytes(Packed.Text))], names);

        // The flag that says UTF-8 is taken away: old packers did not know it.
        var answer = await UnpackAsync(Unflagged(plain), ContainerKinds.Zip);

        Assert.Equal([name, "plain.txt"], answer.Members.Select(member => member.Name));
    }

    [Fact]
    public async Task Paths_that_lead_out_links_and_encrypted_files_are_refused_and_their_neighbours_taken()
    {
        var zip = await UnpackAsync(Packed.Zip("../../etc/passwd.txt", "/etc/shadow.txt", "C:\\windows\\a.txt", "..\\b.txt", "good.txt"), ContainerKinds.Zip);
        Assert.Equal([ReasonCodes.UnsafePath, ReasonCodes.UnsafePath, ReasonCodes.UnsafePath, ReasonCodes.UnsafePath, null], Codes(zip));

        var tar = await UnpackAsync(
            Packed.Tar(tar =>
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "link.txt") { LinkName = "/etc/passwd" });
                tar.WriteEntry(new UstarTarEntry(TarEntryType.HardLink, "hard.txt") { LinkName = "good.txt" });
                Packed.Add(tar, "good.txt", Packed.Text);
            }),
            ContainerKinds.Tar);
        Assert.Equal([ReasonCodes.SymbolicLink, ReasonCodes.SymbolicLink, null], Codes(tar));

        var encrypted = await UnpackAsync(Packed.Flagged(Packed.Zip("secret.txt"), flag: 1), ContainerKinds.Zip);
        Assert.Equal([ReasonCodes.Encrypted], Codes(encrypted));
    }

    [Fact]
    public async Task A_bomb_is_refused_by_its_ratio_and_leaves_nothing()
    {
        var answer = await UnpackAsync(Packed.Zeros(80L << 20), ContainerKinds.Zip);

        Assert.Equal(ReasonCodes.LimitExceeded, answer.Reason!.Code);
        Assert.Contains("200 times", answer.Reason.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "tmp")));
    }

    [Fact]
    public async Task Bounds_of_count_and_size_refuse_the_whole_and_the_bound_of_a_member_only_that()
    {
        Assert.Equal(ReasonCodes.LimitExceeded, (await UnpackAsync(Packed.Zip("a.txt", "b.txt", "c.txt"), ContainerKinds.Zip, members: 2)).Reason!.Code);
        Assert.Equal(ReasonCodes.LimitExceeded, (await UnpackAsync(Packed.Zip("a.txt", "b.txt", "c.txt"), ContainerKinds.Zip, bytes: 200)).Reason!.Code);
        var one = await UnpackAsync(Packed.Zip([("large.txt", new byte[5000]), ("small.txt", [1, 2, 3])], Encoding.UTF8), ContainerKinds.Zip, memberBytes: 1000);
        Assert.Equal([ReasonCodes.TooLarge, null], Codes(one));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "tmp")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task A_file_of_which_the_archive_lies_about_the_size_is_refused(int stated)
    {
        byte[] honest = Packed.Zip("honest.txt"), lie = Packed.Lying(Packed.Zip("lie.txt"), stated);

        Assert.Equal(ReasonCodes.Damaged, (await UnpackAsync(lie, ContainerKinds.Zip)).Reason!.Code);
        Assert.Equal([null], Codes(await UnpackAsync(honest, ContainerKinds.Zip)));
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task An_archive_cut_or_scribbled_on_anywhere_is_refused_or_read_in_part_and_never_throws(string kind, byte[] archive)
    {
        for (var cut = 40; cut < archive.Length; cut += Math.Max(archive.Length / 60, 1))
        {
            var answer = await UnpackAsync(archive[..cut], kind);
            Assert.True(answer.Reason is null or { Code: ReasonCodes.Damaged or ReasonCodes.Encrypted }, answer.Reason?.Message);
            Assert.Null(answer.Trouble);
        }

        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var scribbled = archive.ToArray();
            random.NextBytes(scribbled.AsSpan(random.Next(scribbled.Length - 8), 8));
            Assert.Null((await UnpackAsync(scribbled, kind)).Trouble);
        }
    }

    [Fact]
    public async Task What_packing_programs_leave_is_left_out()
    {
        var answer = await UnpackAsync(Packed.Zip("__MACOSX/._a.txt", ".DS_Store", "a.txt", "sub/Thumbs.db"), ContainerKinds.Zip);

        Assert.Equal("a.txt", Assert.Single(answer.Members).Name);
        Assert.Equal(3, answer.LeftOut);
    }

    [Fact]
    public void A_member_has_the_same_id_each_time_and_ids_sort_as_members_lie()
    {
        var parent = Guid.CreateVersion7();
        var ids = Enumerable.Range(0, 5000).Select(index => MemberRow.IdOf(parent, index)).ToList();

        Assert.Equal(ids, Enumerable.Range(0, 5000).Select(index => MemberRow.IdOf(parent, index)));
        Assert.Equal(ids, ids.OrderBy(id => id.ToString(), StringComparer.Ordinal));
        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.NotEqual(ids[0], MemberRow.IdOf(Guid.CreateVersion7(), 0));
    }

    private static byte[] Unflagged(byte[] zip)
    {
        for (var at = 0; at < zip.Length - 10; at++)
        {
            var place = zip.AsSpan(at).StartsWith("PK\u0003\u0004"u8) ? 7 : zip.AsSpan(at).StartsWith("PK\u0001\u0002"u8) ? 9 : 0;
            zip[at + place] &= place > 0 ? (byte)0xF7 : (byte)0xFF;
        }

        return zip;
    }

    private static string?[] Codes(UnpackAnswer answer) => [.. answer.Members.Select(member => member.Refusal?.Code)];

    private string? KindOf(byte[] content)
    {
        var path = Path.Combine(_folder.FullName, "sniffed");
        File.WriteAllBytes(path, content);
        using var file = File.OpenHandle(path);
        return Sniffing.KindOf(file);
    }

    private async Task<UnpackAnswer> UnpackAsync(
        byte[] container, string kind, string name = "packed", int members = 1000, long bytes = 1L << 30, long memberBytes = 200 << 20)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, container, TestContext.Current.CancellationToken);
        return await _unpacker.UnpackAsync(new UnpackRequest(path, kind, name, members, bytes, memberBytes, MostRatio: 200));
    }
}
