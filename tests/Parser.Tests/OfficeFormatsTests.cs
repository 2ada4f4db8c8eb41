using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What the formats of office programs, books and tables must withstand; what they yield is in the approved examples.</summary>
public sealed class OfficeFormatsTests
{
    private const string Main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static readonly DocumentParser Parser = new();

    public static TheoryData<string> Examples => ["lake-ice.docx", "bus-line.pptx", "orchard.xlsx", "biblijateka.odt", "lighthouse.epub", "fundbuero.rtf", "ferry-times.csv", "bridge-notes.md",
        "ferry-notice.eml", "two-letters.mbox", "muehlrad.mhtml", "raspisanie.msg", "probenplan.msg", "river-gazette.rss.xml", "steg.json", "most.nitf.xml", "moss.jats.xml"];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_document_cut_anywhere_is_answered(string name)
    {
        var bytes = Example(name);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 60))
        {
            var result = Parser.Parse(bytes.AsMemory(0, length), name);

            Assert.True(result.Document is not null || result.Rejection!.Message.EndsWith('.'), $"{length} of {bytes.Length} bytes: {result.Rejection?.Message}");
        }
    }

    [Property(MaxTest = 300)]
    public Property A_document_with_wrong_bytes_is_answered() => Prop.ForAll(
        Gen.Elements(Examples.Select(row => row.Data).ToArray()).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (name, at, value) =>
        {
            var bytes = Example(name);
            for (var wrong = 0; wrong < 4; wrong++)
            {
                bytes[(int)(((long)at * (wrong + 1)) % bytes.Length)] = (byte)(value + wrong);
            }

            Assert.NotNull(Parser.Parse(bytes, name));
        });

    [Property(MaxTest = 300)]
    public Property No_fragments_of_RTF_make_it_throw() => Prop.ForAll(
        Gen.Elements("{", "}", "\\par ", "\\cell ", "\\row ", "\\trowd ", "\\intbl ", "{\\footnote ", "{\\header ", "{\\*\\annotation ", "{\\field{\\*\\fldinst HYPERLINK \"https://example.org\"}", "{\\fldrslt ", "\\u8364?",
            "\\'e4", "\\u-10179?", "\\uc2 ", "\\bin99 ", "\\bin-1 ", "{\\fonttbl{\\f1\\fcharset204 A;}}", "\\f1 ", "{\\stylesheet{\\s1 heading 1;}}", "\\s1 ", "{\\upr{a}{\\*\\ud b}}", "\\", "text ", "{\\info{\\creatim\\yr2020\\mo99}}")
            .ListOf().ToArbitrary(),
        parts => Assert.NotNull(Parser.Parse(Encoding.Latin1.GetBytes("{\\rtf1\\ansi " + string.Concat(parts)), "any.rtf")));

    [Fact]
    public void A_damaged_sheet_costs_its_own_rows_only()
    {
        var document = Parser.Parse(
            Zip(
                ("xl/workbook.xml", stream => stream.Write("<workbook xmlns:r='r'><sheets><sheet name='One' sheetId='1' r:id='a'/><sheet name='Two' sheetId='2' r:id='b'/></sheets></workbook>"u8)),
                ("xl/_rels/workbook.xml.rels", stream => stream.Write("<Relationships><Relationship Id='a' Type='http://x/worksheet' Target='worksheets/one.xml'/><Relationship Id='b' Type='http://x/worksheet' Target='worksheets/two.xml'/></Relationships>"u8)),
                ("xl/worksheets/one.xml", stream => stream.Write("<worksheet><sheetData><row r='1'><c t='str'><v>Ferry</v></c></row><row r='2'><c t='str'><v>Bro"u8)),
                ("xl/worksheets/two.xml", stream => stream.Write("<worksheet><sheetData><row r='1'><c t='str'><v>Harbour</v></c></row></sheetData></worksheet>"u8))),
            "sheets.xlsx").Document!;

        Assert.True(document.Partial);
        Assert.Equal(["Ferry", "Harbour"], document.Blocks.Where(block => block.Kind == BlockKinds.TableRow).Select(block => block.Text));
    }

    [Fact]
    public void What_Word_takes_in_when_it_opens_a_document_stands_at_its_place() => Assert.Equal(
        ["paragraph: Before it.", "paragraph: A page within.", "paragraph: Behind it."],
        Blocks(Zip(
            ("word/document.xml", stream => stream.Write(Encoding.UTF8.GetBytes($"<w:document xmlns:w='{Main}' xmlns:r='r'><w:body>{Paragraph("Before it.")}<w:altChunk r:id='a'/>{Paragraph("Behind it.")}</w:body></w:document>"))),
            ("word/_rels/document.xml.rels", stream => stream.Write("<Relationships><Relationship Id='a' Type='http://x/aFChunk' Target='page.html'/></Relationships>"u8)),
            ("word/page.html", stream => stream.Write("<html><body><p>A page within.</p></body></html>"u8)))));

    [Fact]
    public void A_package_that_unpacks_to_more_than_its_bound_is_refused() =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal(Zip(("word/document.xml", stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes($"<w:document xmlns:w='{Main}'><w:body>"));
            var much = new byte[1_000_000];
            much.AsSpan().Fill((byte)' ');
            for (var million = 0; million < 201; million++)
            {
                stream.Write(much);
            }
        }))).Code);

    [Fact]
    public void One_endless_text_is_refused_before_it_is_in_memory() =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal(Word($"<w:p><w:r><w:t>{new string('a', 51_000_000)}</w:t></w:r></w:p>")).Code);

    [Fact]
    public void A_package_of_too_many_files_is_refused() =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal(Zip(Enumerable.Range(0, 10_001).Select(number => ($"word/{number}.xml", (Action<Stream>)(_ => { }))).ToArray())).Code);

    [Fact]
    public void A_document_nested_a_hundred_thousand_deep_is_refused() =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal(Word(string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", 33_334)))).Code);

    [Fact]
    public void RTF_nested_a_hundred_thousand_deep_is_refused() =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal(Encoding.ASCII.GetBytes("{\\rtf1 " + new string('{', 100_000))).Code);

    [Fact]
    public void Markdown_nested_a_hundred_thousand_deep_is_answered() =>
        Assert.NotNull(Parser.Parse(Encoding.ASCII.GetBytes("# One\n\n## Two\n\n" + new string('>', 100_000) + " text"), "deep.md"));

    [Fact]
    public void Entities_of_a_document_type_are_never_expanded()
    {
        var xml = $"<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><w:document xmlns:w='{Main}'><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";

        Assert.Equal(ReasonCodes.Damaged, Refusal(Zip(("word/document.xml", stream => stream.Write(Encoding.UTF8.GetBytes(xml))))).Code);
    }

    [Fact]
    public void A_damaged_part_costs_its_own_text_only()
    {
        var document = Parser.Parse(
            Zip(("word/document.xml", stream => stream.Write(Encoding.UTF8.GetBytes($"<w:document xmlns:w='{Main}'><w:body>{Paragraph("What stands here is read.")}</w:body></w:document>"))),
                ("docProps/core.xml", stream => stream.Write("<properties><title>cut of"u8))), "any.docx").Document!;

        Assert.Equal("What stands here is read.", document.Text);
        Assert.True(document.Partial);
        Assert.Contains("docProps/core.xml", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ordinary_archive_is_refused_as_one()
    {
        var refusal = Refusal(Zip(("notes.txt", stream => stream.Write("Some notes."u8))));

        Assert.Equal(ReasonCodes.UnknownFormat, refusal.Code);
        Assert.Contains("ZIP archive", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_its_directory_is_damaged() => Assert.Equal(ReasonCodes.Damaged, Refusal(Example("lake-ice.docx")[..1500]).Code);

    [Theory]
    [InlineData("EncryptedPackage", ReasonCodes.Encrypted, "password")]
    [InlineData("WordDocument", ReasonCodes.UnknownFormat, "DOCX")]
    [InlineData("Workbook", ReasonCodes.UnknownFormat, "XLSX")]
    [InlineData("PowerPoint Document", ReasonCodes.UnknownFormat, "PPTX")]
    public void An_old_or_encrypted_office_file_is_refused_with_what_to_do(string stream, string code, string advice)
    {
        byte[] bytes = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, .. new byte[1016], .. Encoding.Unicode.GetBytes(stream + "\0"), .. new byte[100]];

        var refusal = Refusal(bytes);

        Assert.Equal(code, refusal.Code);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_OpenDocument_file_is_refused_as_that() =>
        Assert.Equal(ReasonCodes.Encrypted, Refusal(Zip(
            ("mimetype", stream => stream.Write("application/vnd.oasis.opendocument.text"u8)),
            ("META-INF/manifest.xml", stream => stream.Write("<m:manifest xmlns:m='urn:m'><m:file-entry m:full-path='content.xml'><m:encryption-data/></m:file-entry></m:manifest>"u8)),
            ("content.xml", stream => stream.Write([1, 2, 3])))).Code);

    [Fact]
    public void A_row_of_one_cell_only_lays_the_page_out() =>
        Assert.Equal(["paragraph: First.", "paragraph: Second."], Blocks(Word($"<w:tbl><w:tr><w:tc>{Paragraph("First.")}{Paragraph("Second.")}</w:tc></w:tr></w:tbl>")));

    [Fact]
    public void A_table_in_a_cell_stays_in_its_row() =>
        Assert.Equal(
            ["table_row: Left\tinner one inner two", "paragraph: After."],
            Blocks(Word($"<w:tbl><w:tr><w:tc>{Paragraph("Left")}</w:tc><w:tc><w:tbl><w:tr><w:tc>{Paragraph("inner one")}</w:tc><w:tc>{Paragraph("inner two")}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>{Paragraph("After.")}")));

    [Fact]
    public void RTF_that_ends_in_the_middle_is_read_up_to_there()
    {
        var document = Parser.Parse("{\\rtf1\\ansi The first sentence is whole.\\par The second one is n"u8.ToArray(), "cut.rtf").Document!;

        Assert.True(document.Partial);
        Assert.Equal("The first sentence is whole.\nThe second one is n", document.Text);
        Assert.Single(document.Warnings);
    }

    [Theory]
    [InlineData("Roses are red, violets blue,\nThe sea is deep, the sky is too,\nThe road is long, the day is short,\nThe ships are late, the harbour taut.")]
    [InlineData("One line\nAnother line\nA third line")]
    [InlineData("name\nAnna\nBeth")]
    public void Verses_and_lists_are_no_table(string text) => Assert.Equal("text/plain", Type(text));

    [Theory]
    [InlineData("# a comment\nport = 80\n# another comment\nhost = example\n", "text/plain")]
    [InlineData("Use **kwargs here.\n\nNothing else is marked in this text.", "text/plain")]
    [InlineData("---\nA line under a rule.\n---\nAnother.", "text/plain")]
    [InlineData("# One heading\n\nSome text with [a link](https://example.org/).\n", "text/markdown")]
    [InlineData("Title\n=====\n\n> A quotation.\n", "text/markdown")]
    [InlineData("+++\ntitle = \"Told\"\n+++\nText.", "text/markdown")]
    [InlineData("<html><body><p># No heading</p><p>[a](https://example.org) **b**</p></body></html>", "text/html")]
    public void Markdown_is_told_by_marks_that_plain_text_does_not_have(string text, string type) => Assert.Equal(type, Type(text));

    private static string Type(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), "any").Document!.MediaType;

    private static byte[] Example(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", name));

    private static Reason Refusal(byte[] bytes) => Parser.Parse(bytes, "any").Rejection!;

    private static IEnumerable<string> Blocks(byte[] bytes) => Parser.Parse(bytes, "any.docx").Document!.Blocks.Select(block => $"{block.Kind}: {block.Text}");

    private static string Paragraph(string text) => $"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>";

    private static byte[] Word(string body) =>
        Zip(("word/document.xml", stream => stream.Write(Encoding.UTF8.GetBytes($"<w:document xmlns:w='{Main}'><w:body>{body}</w:body></w:document>"))));

    private static byte[] Zip(params (string Name, Action<Stream> Write)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in parts)
            {
                using var stream = archive.CreateEntry(name).Open();
                write(stream);
            }
        }

        return bytes.ToArray();
    }
}
