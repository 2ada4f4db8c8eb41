using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Contracts;
using Xunit;
using static Platform.Parser.Tests.SmallPdf;

namespace Platform.Parser.Tests;

/// <summary>What PDF and pictures must withstand, and the rules of layout one by one; whole documents are in the approved examples.</summary>
public sealed class PdfTests
{
    private static readonly DocumentParser Parser = new();

    public static TheoryData<string> Examples => ["harbour-dredging.pdf", "zapiski.pdf", "locked-tides.pdf"];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_PDF_cut_anywhere_is_answered(string name)
    {
        var bytes = Example(name);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 60))
        {
            var result = Parser.Parse(bytes.AsMemory(0, length), name);

            Assert.True(result.Document is not null || result.Rejection!.Message.EndsWith('.'), $"{length} of {bytes.Length} bytes: {result.Rejection?.Message}");
        }
    }

    [Property(MaxTest = 100)]
    public Property A_PDF_with_wrong_bytes_is_answered() => Prop.ForAll(
        Gen.Elements(Examples.Select(row => row.Data).ToArray()).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (name, at, value) =>
        {
            var bytes = Example(name);
            for (var wrong = 0; wrong < 4; wrong++)
            {
                bytes[(int)(((long)at * (wrong + 1)) % bytes.Length)] = (byte)(value + wrong);
            }

            Assert.NotNull(Parser.Parse(bytes, name));
        });

    [Property(MaxTest = 200)]
    public Property No_operators_make_a_page_throw_and_reading_twice_gives_the_same() => Prop.ForAll(
        Gen.Elements("BT ", "ET ", "/F1 11 Tf ", "/F1 0 Tf ", "/F9 11 Tf ", "1 0 0 1 50 700 Tm ", "0 1 -1 0 300 300 Tm ", "0 0 0 0 0 0 Tm ", "1e30 0 0 1e30 1e30 1e30 Tm ", "12 TL T* ", "(Some words.) Tj ", "(1) Tj ", "(-) Tj ", "( ) Tj ",
            "[(W) 120 (or) -900 (d)] TJ ", "<00ff> Tj ", "50 Tc ", "-30 Tw ", "400 Tz ", "3 Tr ", "q ", "Q ", "/X Do ", "0.7 0.7 -0.7 0.7 0 0 cm ", "(unfinished", "<< /a ", "] ", "BI /W 1 /H 1 ID x EI ", "20 Ts ")
            .ListOf().ToArbitrary(),
        operators =>
        {
            var bytes = OfPages(string.Concat(operators), Lines(60, 700, "A page with text."));

            Assert.Equal(Parser.Parse(bytes, "any.pdf").Document?.Text, Parser.Parse(bytes, "any.pdf").Document?.Text);
        });

    [Fact]
    public void A_paragraph_goes_on_over_lines_columns_and_pages() => Assert.Equal(
        "The first column is filled with lines that end in the middle of a sentence which goes on in the second one and even on the next page, where it ends.",
        Text(
            Lines(60, 400, "The first column is filled with", "lines that end in the middle of") + Lines(320, 400, "a sentence which goes on in the", "second one and even on the next"),
            Lines(60, 400, "page, where it ends.")));

    [Theory]
    [InlineData("The water of the bay is warm, and no-", "body swims in it but seals, and no-", "where is it warmer than at the quay, which is in-", "viting to them.", "nobody swims in it but seals, and nowhere is it warmer than at the quay, which is inviting")]
    [InlineData("A ship that is well-known in the port is well-", "known elsewhere too.", "", "", "is well-known elsewhere")]
    [InlineData("The office keeps the summer- and winter-", "time tables of all lines.", "", "", "winter-time tables")]
    [InlineData("Für den Umwelt-", "und den Naturschutz ist das Amt zuständig.", "", "", "Umwelt- und den")]
    [InlineData("It happened in the Rhine-", "Main area.", "", "", "the Rhine-Main area")]
    public void A_hyphen_at_the_end_of_a_line_goes_where_the_document_breaks_words(string first, string second, string third, string fourth, string expected) =>
        Assert.Contains(expected, Text(Lines(60, 500, [.. new[] { first, second, third, fourth }.Where(line => line.Length > 0)])), StringComparison.Ordinal);

    [Fact]
    public void Running_heads_and_page_numbers_are_listed_as_removed()
    {
        var pages = Enumerable.Range(1, 3).Select(number => Lines(60, 810, "The Quarterly") + Lines(60, 600, $"The text of page number {number} stands here.", "It has a second line.") + Lines(290, 30, $"{number}")).ToArray();
        var document = Parser.Parse(OfPages(pages), "any.pdf").Document!;

        Assert.DoesNotContain("Quarterly", document.Text, StringComparison.Ordinal);
        Assert.Equal(["The Quarterly", "1", "The Quarterly", "2", "The Quarterly", "3"], document.Removed.Where(removed => removed.Kind == "running_head").Select(removed => removed.Text));
    }

    [Fact]
    public void Words_are_told_apart_by_their_distance_and_letters_set_twice_are_read_once() =>
        Assert.Equal("Wide words twice", Text("BT /F1 11 Tf 60 500 Td [(W) 40 (ide) -300 (words)] TJ ET BT /F1 11 Tf 120 500 Td (twice) Tj ET BT /F1 11 Tf 120.3 500 Td (twice) Tj ET"));

    [Fact]
    public void Text_that_runs_upwards_is_read_behind_the_page() =>
        Assert.Equal(["The page itself.", "It is two lines long.", "Along the margin"], Text(Lines(60, 500, "The page itself.", "It is two lines long.") + "BT /F1 11 Tf 0 1 -1 0 30 200 Tm (Along the margin) Tj ET").Split('\n'));

    [Fact]
    public void Words_across_every_page_are_listed_as_removed() => Assert.DoesNotContain(
        "DRAFT",
        Text([.. Enumerable.Range(1, 3).Select(number => Lines(60, 500, $"What page {number} says.", "It says it in two lines.") + "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 200 Tm (DRAFT) Tj ET")]),
        StringComparison.Ordinal);

    [Fact]
    public void A_large_initial_belongs_to_the_first_word_of_its_paragraph() => Assert.Equal(
        "Down by the river stands a mill that has not turned for forty years, and people say that its wheel still knows the way.",
        Text("BT /F1 30 Tf 60 476 Td (D) Tj ET " + Lines(85, 490, "own by the river stands a mill that has not", "turned for forty years, and people say") + Lines(60, 462, "that its wheel still knows the way.")));

    [Fact]
    public void A_damaged_page_costs_its_own_text_only()
    {
        var document = Parser.Parse(OfObjects(
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 5 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>", Stream("", Lines(60, 500, "What stands here is read.")),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>", Stream("/Filter /NoSuchFilter", "nothing")), "any.pdf").Document!;

        Assert.Equal("What stands here is read.", document.Text);
        Assert.True(document.Partial);
        Assert.Contains("page 2", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Drawings_that_contain_themselves_are_read_once()
    {
        const string font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
        var document = Parser.Parse(OfObjects(
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {font} /XObject << /A 5 0 R >> >> >>", Stream("", "/A Do"),
            Stream($"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {font} /XObject << /B 6 0 R >> >>", Lines(60, 500, "The outer drawing.") + "/B Do /A Do"),
            Stream($"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {font} /XObject << /A 5 0 R >> >>", Lines(60, 300, "The inner drawing.") + "/A Do")), "any.pdf").Document!;

        Assert.Equal(["The outer drawing.", "The inner drawing."], document.Blocks.Select(block => block.Text));
        Assert.True(document.Partial);
    }

    [Fact]
    public void A_table_of_objects_with_fields_as_wide_as_the_world_is_refused() => Assert.Equal(
        ReasonCodes.Damaged,
        Parser.Parse(Encoding.Latin1.GetBytes($"%PDF-1.5\n1 0 obj\n{Stream("/Type /XRef /Size 2 /W [1 2 99999999999] /Root 1 0 R", "x")}\nendobj\nstartxref\n9\n%%EOF"), "any.pdf").Rejection?.Code);

    [Fact]
    public void Ten_thousand_words_scattered_over_a_page_are_answered()
    {
        var random = new Random(20261124);
        var words = string.Concat(Enumerable.Range(0, 10_000).Select(_ => FormattableString.Invariant($"BT /F1 {random.Next(4, 20)} Tf 1 0 0 1 {random.Next(600)} {random.Next(850)} Tm (word) Tj ET\n")));

        Assert.NotNull(Parser.Parse(OfPages(words), "any.pdf").Document);
    }

    [Fact]
    public async Task Without_Tesseract_a_picture_is_refused_and_a_scanned_page_is_named_with_what_to_install()
    {
        var lines = (await ParsedWithout("tesseract", "lighthouse-notice.png", "rowing-minutes-scan.pdf")).Split('\n');

        Assert.Contains("\"code\":\"no_text\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("tesseract-ocr", lines[0], StringComparison.Ordinal);
        Assert.Contains("The treasurer added by typewriter", lines[1], StringComparison.Ordinal);
        Assert.Contains("pictures on page 1 are not read, since Tesseract is not installed; install Debian's package tesseract-ocr", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"partial\":true", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(3000)]
    public void A_cut_picture_is_refused_in_a_sentence_or_read(int length)
    {
        Assert.SkipUnless(Repository.HasTesseract, "Tesseract is not installed (Debian's tesseract-ocr).");
        var result = Parser.Parse(Example("lighthouse-notice.png").AsMemory(0, length), "cut.png");

        Assert.True(result.Document is not null || result.Rejection!.Code is ReasonCodes.Damaged or ReasonCodes.NoText, result.Rejection?.Code);
    }

    private static string Text(params string[] pages) => Parser.Parse(OfPages(pages), "any.pdf").Document!.Text;

    private static byte[] Example(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", name));

    /// <summary>The Parser's own command on examples, on a machine whose path lacks the program.</summary>
    private static async Task<string> ParsedWithout(string program, params string[] names)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = string.Join(Path.PathSeparator, (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => !File.Exists(Path.Combine(folder, program))));
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Platform.Parser.dll"), "parse", "--jsonl", .. names.Select(name => Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", name))])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Length > 0 ? output : throw new InvalidOperationException(await errors);
    }
}
