using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts;
using Platform.Parser.Workers;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class HostileInputTests
{
    private static readonly DocumentParser Parser = new();
    private static readonly byte[][] Examples = [.. new[] { Path.Combine(Repository.Root, "seeds"), Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples") }
        .SelectMany(Directory.GetFiles).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Property(MaxTest = 300, Replay = "(20261124,1)")]
    public void No_bytes_make_it_throw_and_parsing_twice_gives_the_same(byte[] bytes) => Holds(bytes);

    [Property(MaxTest = 300, Replay = "(20261124,1)")]
    public Property No_fragments_of_a_page_make_it_throw_and_parsing_twice_gives_the_same() => Prop.ForAll(
        Gen.Elements("<div>", "</div>", "<p>", "<p class=share>", "<article>", "</article>", "<title>", "<h1>Word", "text ", "Дата публикации", ": ", "12.03.2022", "<script>", "</script>",
            "<script type='application/ld+json'>", "{\"@type\":\"Article\",\"author\":[", "]}", "<time datetime=", ">", "\"", "\u0000", "\ud83d", "\n", "<!--", "-->", "<table><tr><td>", "&#x110000;", "&#xFFFE;", "&shy;", "\ufffe", "<svg>")
            .ListOf().ToArbitrary(),
        parts => Holds(Encoding.UTF8.GetBytes("<html><body>" + string.Concat(parts))));

    /// <summary>Real documents of every format with bytes changed, taken out, doubled and cut off: most of them still are what they were.</summary>
    [Property(MaxTest = 400, Replay = "(20261124,1)")]
    public Property No_damage_to_an_example_makes_it_throw_and_what_is_read_holds_together() => Prop.ForAll(
        Gen.Elements(Examples).SelectMany(example => Damage(example.Length).ListOf(4).Select(damages => damages.Aggregate(example, (bytes, damage) => damage(bytes)))).ToArbitrary(),
        Holds);

    [Fact]
    public void The_examples_themselves_are_read() => Assert.All(Examples, example => Assert.True(Parser.Parse(example, "any").Document is not null || Parser.Parse(example, "any").Rejection is not null));

    private static Gen<Func<byte[], byte[]>> Damage(int length) =>
        from place in Gen.Choose(0, length)
        from count in Gen.Frequency((5, Gen.Choose(1, 4)), (1, Gen.Choose(1, 400)))
        from value in Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Elements(0, 0x0a, 0x1b, '<', '"', 0x80, 0xad, 0xc3, 0xcc, 0xe2, 0xff)))
        from kind in Gen.Choose(0, 4)
        select (Func<byte[], byte[]>)(bytes =>
        {
            var at = Math.Min(place, bytes.Length);
            var end = Math.Min(at + count, bytes.Length);
            return kind switch
            {
                0 => [.. bytes[..at], (byte)value, .. bytes[Math.Min(at + 1, bytes.Length)..]],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..end], .. bytes[at..]],
                3 => [.. bytes[..at], .. Enumerable.Repeat((byte)value, count), .. bytes[at..]],
                _ => place % 8 == 0 ? bytes[..at] : [.. bytes[..at], .. "\u0301\u00ad\ufb01\u2028"u8, .. bytes[at..]],
            };
        });

    [Fact]
    public void Random_bytes_of_every_length_make_it_neither_throw_nor_change_its_mind()
    {
        var random = new Random(20261124);
        for (var length = 1; length < 1200; length += 3)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Holds(bytes);
        }
    }

    [Fact]
    public void Every_letter_behind_another_comes_out_composed()
    {
        foreach (var before in new[] { "e", "\u0418", "\u03b1", "\u304b", "\u1100", "\uac00", "\u2adc", "\u0627" })
        {
            for (var letter = 1; letter < 0x20000; letter++)
            {
                var text = letter is >= 0xd800 and <= 0xdfff ? before + (char)letter : before + char.ConvertFromUtf32(letter);
                Assert.True(Text.Cleaning.Clean(text + "b").IsNormalized(), $"{before} U+{letter:X4}");
            }
        }
    }

    public static TheoryData<string, string[]> HostilePdfs => new()
    {
        { "arrays within arrays", ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", SmallPdf.Stream("", new string('[', 400_000))] },
        { "dictionaries within dictionaries", ["<< /Type /Catalog /Pages 2 0 R /Deep 3 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>", string.Concat(Enumerable.Repeat("<< /A ", 400_000))] },
        { "pages that are their own parents", ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] /Parent 3 0 R >>", "<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>"] },
        { "pages nested deep", [.. Enumerable.Range(0, 60_000).Select(at => at == 0 ? "<< /Type /Catalog /Pages 2 0 R >>" : $"<< /Type /Pages /Count 1 /Kids [{at + 2} 0 R] /Parent {at} 0 R >>"), "<< /Type /Page /MediaBox [0 0 595 842] >>"] },
        {
            "drawings that draw each other by the names that the page has for them",
            [
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R /Y 6 0 R >> >> >>", SmallPdf.Stream("", "/X Do"),
                SmallPdf.Stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "/Y Do"), SmallPdf.Stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "/X Do"),
            ]
        },
        { "references in a circle", ["<< /Type /Catalog /Pages 2 0 R >>", "3 0 R", "4 0 R", "2 0 R"] },
        { "a length that is its own stream", ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", "<< /Length 4 0 R >>\nstream\nBT ET\nendstream"] },
    };

    [Theory]
    [MemberData(nameof(HostilePdfs))]
    public async Task A_PDF_made_to_exhaust_its_reader_is_answered_and_its_neighbours_are_read(string what, string[] objects)
    {
        var (first, answer) = await BetweenNeighboursAsync(objects);

        Assert.True(answer.Kind is AnswerKind.Document or AnswerKind.Rejected, $"{what}: {first.Kind}, {answer.Kind} {answer.Fault}");
    }

    // Two drawings that draw each other by names that only the first of two pages has for both of them: no guard of ours follows the names of every page into every drawing.
    [Fact]
    public async Task A_PDF_that_overflows_its_readers_stack_is_rejected_for_it_and_its_neighbours_are_read()
    {
        const string Drawing = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]";
        static string Page(int contents, string first, string second) =>
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R /Resources << /XObject << /{first} 7 0 R /{second} 8 0 R >> >> >>";

        var (first, answer) = await BetweenNeighboursAsync(
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>", Page(5, "X", "Y"), Page(6, "V", "W"),
            SmallPdf.Stream("", "/X Do"), SmallPdf.Stream("", "/V Do"), SmallPdf.Stream(Drawing, "/Y Do"), SmallPdf.Stream(Drawing, "/X Do"));

        Assert.Equal((AnswerKind.Ended, AnswerKind.Rejected, ReasonCodes.ParserCrashed), (first.Kind, answer.Kind, answer.Reason?.Code));
    }

    private static async Task<(ParseAnswer First, ParseAnswer Answer)> BetweenNeighboursAsync(params string[] objects)
    {
        var folder = Directory.CreateTempSubdirectory("platform-hostile-");
        using var workers = new WorkerPool(new WorkerSettings { Count = 1, Time = TimeSpan.FromMinutes(10) }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        try
        {
            var hostile = Path.Combine(folder.FullName, "hostile.pdf");
            await File.WriteAllBytesAsync(hostile, SmallPdf.OfObjects(objects), TestContext.Current.CancellationToken);
            var neighbour = new ParseRequest { Path = Path.Combine(Repository.Root, "seeds", "gemeinde-mitteilung.txt"), Name = "neighbour.txt" };
            var request = new ParseRequest { Path = hostile, Name = "hostile.pdf" };

            var answers = await workers.ParseAsync([neighbour, request, neighbour]);
            var answer = answers[1].Kind == AnswerKind.Ended ? await workers.ParseAgainAsync(request) : answers[1];
            Assert.Equal([AnswerKind.Document, AnswerKind.Document], [answers[0].Kind, answers[2].Kind]);
            return (answers[1], answer);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<span>")]
    [InlineData("<svg>")]
    [InlineData("<svg><g>")]
    [InlineData("<ul><li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<blockquote>")]
    public void A_page_nested_a_hundred_thousand_deep_is_refused(string tag)
    {
        var page = "<html><body>" + string.Concat(Enumerable.Repeat(tag, 100_000)) + "text";

        Assert.Equal(ReasonCodes.LimitExceeded, Parser.Parse(Encoding.UTF8.GetBytes(page), "deep.html").Rejection?.Code);
    }

    [Theory]
    [InlineData("<p>")]
    [InlineData("<li>")]
    [InlineData("<td>")]
    [InlineData("<dd>")]
    [InlineData("<option>")]
    public void A_page_of_a_hundred_thousand_unclosed_elements_is_answered(string tag)
    {
        var page = "<html><body><p>A paragraph that is long enough to be the text of a page for readers.</p>" + string.Concat(Enumerable.Repeat(tag + "x ", 100_000));

        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(page), "wide.html"));
    }

    [Fact]
    public void Deep_JSON_LD_and_a_line_of_five_megabytes_are_answered()
    {
        var deep = "<html><body><script type='application/ld+json'>" + new string('[', 100_000) + "</script><p>Some text of a page that somebody wrote.</p>";

        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(deep), "deep.html").Document);
        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("word ", 1_000_000))), "long.txt").Document);
    }

    [Theory]
    [InlineData("%PDF-1.7 and more", ReasonCodes.Damaged)]
    [InlineData("  \n\t \n", ReasonCodes.NoText)]
    [InlineData("", ReasonCodes.NoText)]
    [InlineData("<html><body><nav>Home</nav></body></html>", ReasonCodes.NoText)]
    public void What_cannot_become_a_record_is_refused_in_a_sentence(string text, string code)
    {
        var rejection = Parser.Parse(Encoding.UTF8.GetBytes(text), "bad.txt").Rejection;

        Assert.Equal(code, rejection?.Code);
        Assert.EndsWith(".", rejection!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Published: 4294967296 May 2022\n\nA number stands here that no machine's integer holds, and the text goes on after it.")]
    [InlineData("<html><head><meta name=date content='99999999999999999999'></head><body><p>A page whose date is a number without end.</p></body></html>")]
    [InlineData("<html><body><p>A page with a table whose first row begins with an empty cell.</p><table><tr><td></td><th>Day</th></tr><tr><td>Open</td><td>Monday</td></tr></table></body></html>")]
    [InlineData("<html><body><article><time datetime='&#xFFFE;12.03.2022'>&#xFFFE; 12.03.2022</time><p>A page whose date stands beside what is no character.</p></article></body></html>")]
    public void What_a_fuzz_run_once_found_is_answered(string text) => Holds(Encoding.UTF8.GetBytes(text));

    private static void Holds(byte[] bytes)
    {
        var first = Parser.Parse(bytes, "any");
        var second = Parser.Parse(bytes, "any");

        // Parsing twice gives the same, all of it.
        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
        if (first.Document is not { } document)
        {
            Assert.EndsWith(".", first.Rejection!.Message, StringComparison.Ordinal);
            return;
        }

        Assert.All(document.Blocks, block => Assert.True(block.Text.Trim() == block.Text && block.Text.Length > 0 && IsClean(block.Text), block.Text));
        Assert.All([document.Title, document.Subtitle, document.Publisher, document.Description, .. document.Authors, .. document.Tags], text => Assert.True(text is null || (text.Length > 0 && IsClean(text)), text));
        Assert.All(document.Mentions, mention => Assert.Equal(mention.Text, Slice(mention.Field == "title" ? document.Title! : document.Text, mention.Start, mention.Text.Length)));
        Assert.All(document.Quotations, quotation => Assert.Equal(quotation.Text, Slice(document.Text, quotation.Start, quotation.Text.Length)));
        Assert.All(document.Evidence, evidence => Assert.True(evidence.Confidence is >= 0 and <= 1));
    }

    private static bool IsClean(string text) => text.IsNormalized() && text.AsSpan().IndexOfAny("\u00ad\u200b\ufeff\ufb01\ufb02\r\0") < 0;

    private static string Slice(string text, int start, int length) =>
        start >= 0 && start + length <= text.Length ? text.Substring(start, length) : "outside of the text";
}
