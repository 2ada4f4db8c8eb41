using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What mails must withstand and what is decided about them; what whole ones yield is in the approved examples.</summary>
public sealed class MailTests
{
    private const string Head = "From: Anna Hill <anna@hill.example>\nTo: bo@hill.example\nSubject: The mill\nDate: Mon, 10 Jan 2022 08:00:00 -0330\nMIME-Version: 1.0\n";
    private static readonly DocumentParser Parser = new();

    [Property(MaxTest = 300)]
    public Property No_fragments_of_mail_make_it_throw() => Prop.ForAll(
        Gen.Elements("From: a@b\n", "Subject: =?utf-8?B?w?=\n", "Subject: =?x?Q?=ff?= =?koi8-r?B?8A==?=\n", "Content-Type: multipart/mixed; boundary=x\n", "Content-Type: multipart/alternative; boundary=\"x\"\n", "Content-Type: text/html; charset=utf-7\n",
            "Content-Type: text/plain; format=flowed; delsp=yes\n", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "Content-Type: message/rfc822\n", "Content-Type: application/ms-tnef\n",
            "Content-Type: application/pkcs7-mime\n", "\n", "\n--x\n", "\n--x--\n", "text \n", "> quoted\n", ">> > deep \n", "-- \n", "=E4=\n", "AAAA\n", "<blockquote>", "<div id=divRplyFwdMsg>", "<p hidden>", "From x Mon Jan 10 08:00:00 2022\n", "\ud83d", "Received: ; x\n")
            .ListOf().ToArbitrary(),
        parts => Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes("Message-ID: <1@a>\nDate: x\nTo: a@b\n" + string.Concat(parts)), "any")));

    [Fact]
    public void A_mail_of_ten_thousand_parts_is_read_in_part() =>
        Assert.True(Read(Head + "Content-Type: multipart/mixed; boundary=x\n\n" + string.Concat(Enumerable.Range(1, 10_000).Select(number => $"--x\nContent-Type: text/plain\n\nPart {number} of the mail.\n")) + "--x--\n") is { Partial: true, Blocks.Count: > 500, Warnings.Count: > 0 });

    [Fact]
    public void A_mail_nested_a_thousand_deep_is_answered()
    {
        var mail = new StringBuilder(Head);
        for (var depth = 0; depth < 1000; depth++)
        {
            mail.Append($"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
        }

        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(mail.Append("Content-Type: text/plain\n\nAt the bottom.\n").ToString()), "deep.eml"));
        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(Head + string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n", 1000)) + "\nAt the bottom."), "deep.eml"));
    }

    [Fact]
    public void A_mail_of_thirty_thousand_heads_of_replies_is_answered() =>
        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(Head + "Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<div id=divRplyFwdMsg>head</div>", 30_000))), "heads.eml"));

    [Fact]
    public void Bytes_that_are_no_base64_make_no_text() =>
        Assert.Equal(ReasonCodes.NoText, Refusal(Head + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!! ???? ....\n").Code);

    [Theory]
    [InlineData("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\n\n--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\nContent-Type: application/octet-stream\n\nabc\n--x--\n")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAxAAAA\n")]
    [InlineData("Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")]
    public void An_encrypted_mail_is_refused_as_such(string body) => Assert.Equal(ReasonCodes.Encrypted, Refusal(Head + body).Code);

    [Fact]
    public void A_signed_mail_is_read_and_its_seal_is_no_text()
    {
        Assert.Equal(["The wheel turns."], Texts(Head + "Content-Type: multipart/signed; boundary=x\n\n--x\nContent-Type: text/plain\n\nThe wheel turns.\n--x\nContent-Type: application/pgp-signature\n\nabc\n--x--\n"));
        Assert.Equal(["The wheel turns.", "It is wet."], Texts(Head + "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe wheel turns.\n\n- It is wet.\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"));
    }

    [Fact]
    public void The_offset_of_the_date_is_kept_and_the_publisher_is_not_guessed()
    {
        var document = Read(Head + "\nThe wheel turns.\n");

        Assert.Equal(("2022-01-10T08:00:00-03:30", null, "The mill"), (document.PublishedAt, document.Publisher, document.Title));
        Assert.Equal("header Date", document.Evidence.Single(evidence => evidence.Field == "published_at").Where);
        Assert.Equal(["Anna Hill"], document.Authors);
    }

    [Fact]
    public void An_address_without_a_name_is_no_author() =>
        Assert.Equal((0, "address_without_name"), Read("From: anna@hill.example\nTo: bo@hill.example\nDate: Mon, 10 Jan 2022 08:00:00 +0000\n\nThe wheel turns.\n") is var document
            ? (document.Authors.Count, document.Evidence.Single(evidence => evidence.Field == "authors").Rule) : default);

    [Theory]
    [InlineData("=?us-ascii?Q?M=C3=BChle?=", "Mühle")]
    [InlineData("=?iso-8859-1?Q?M=FChle?= =?utf-8?Q?_und_M=C3=BChlrad?=", "Mühle und Mühlrad")]
    [InlineData("=?utf-8?B?0JzQtdC70Yw=?=\n =?utf-8?B?0L3QuNGG?=\n =?utf-8?B?0LA=?=", "Мельница")]
    [InlineData("=?utf-8?Q?M=C3?= =?utf-8?Q?=BChle?=", "Mühle")]
    [InlineData("=?nonsense?Q?Mill?=", "Mill")]
    [InlineData("Mühle", "Mühle")]
    public void A_subject_is_decoded_by_what_its_bytes_bear_out(string subject, string title) =>
        Assert.Equal(title, Read($"From: a@hill.example\nDate: Mon, 10 Jan 2022 08:00:00 +0000\nSubject: {subject}\n\nThe wheel turns.\n").Title);

    [Fact]
    public void A_mark_in_the_middle_of_a_bulletin_ends_no_text()
    {
        var bulletin = "First news of the valley.\n\n-- \n" + string.Concat(Enumerable.Range(1, 30).Select(number => $"News number {number} of the valley.\n\n"));

        Assert.Contains("News number 30 of the valley.", Texts(Head + "\n" + bulletin));
    }

    [Fact]
    public void A_mail_that_only_carries_another_is_read_as_that() => Assert.Equal(
        ["The hill", "The path is open."],
        Texts(Head + "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\nFrom: c@hill.example\nSubject: The hill\n\nThe path is open.\n--x--\n"));

    [Theory]
    [InlineData("\r\n\n", "")]
    [InlineData("\uFEFF", "")]
    [InlineData("148       \n", "<?xml version='1.0'?><plist/>")]
    public void What_programs_put_around_a_mail_is_no_part_of_it(string before, string behind) => Assert.Equal(["The wheel turns."], Texts(before + Head + "\nThe wheel turns.\n" + behind));

    [Fact]
    public void A_text_with_labels_is_no_mail() =>
        Assert.Equal("text/plain", Parser.Parse("From: the harbour office\nSubject: winter\n\nThe harbour freezes in winter.\n"u8.ToArray(), "a.txt").Document!.MediaType);

    [Fact]
    public void An_Outlook_message_whose_chains_run_in_circles_is_answered()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", "raspisanie.msg"));
        var table = 512 * (1 + BitConverter.ToInt32(bytes, 76));
        for (var circle = 0; circle < 3; circle++)
        {
            var wrong = (byte[])bytes.Clone();
            for (var at = 0; at < 128; at++)
            {
                BitConverter.TryWriteBytes(wrong.AsSpan(table + (4 * at)), circle == 0 ? 0 : circle == 1 ? at : at ^ 1);
            }

            Assert.NotNull(Parser.Parse(wrong, "circle.msg"));
        }

        // The table of tables points to itself.
        BitConverter.TryWriteBytes(bytes.AsSpan(68), 0);
        Assert.NotNull(Parser.Parse(bytes, "circle.msg"));
    }

    private static ParsedDocument Read(string mail) => Parser.Parse(Encoding.UTF8.GetBytes(mail), "any.eml").Document!;

    private static Reason Refusal(string mail) => Parser.Parse(Encoding.UTF8.GetBytes(mail), "any.eml").Rejection!;

    private static IEnumerable<string> Texts(string mail) => Read(mail).Blocks.Select(block => block.Text);
}
