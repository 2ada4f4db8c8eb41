using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.Parser;
using Platform.Parser.Formats;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Benchmarks;

/// <summary>Where the time of parsing one of the pipeline's sample documents goes: microseconds and kilobytes of garbage for each part, plain texts and pages apart.</summary>
internal static class ParserCostRun
{
    private const int Documents = 2000;
    private const int Rounds = 4;

    public static int Run()
    {
        var documents = Enumerable.Range(0, 2 * Documents).Select(number => SampleDocuments.Document("cost", number)).Select(document => new Content(Encoding.UTF8.GetBytes(document.Text), document.Name)).ToList();
        Measure("plain text", documents.Where(content => content.Name.EndsWith(".txt", StringComparison.Ordinal)).ToList(), PlainText.Read);
        Measure("page", documents.Where(content => content.Name.EndsWith(".html", StringComparison.Ordinal)).ToList(), Html.Read);
        return 0;
    }

    private static void Measure(string kind, List<Content> contents, Func<Content, Draft> read)
    {
        var parser = new DocumentParser();
        var drafts = contents.ConvertAll(content => Labeled(read(content)));
        var blocks = drafts.ConvertAll(draft => draft.Blocks.ConvertAll(block => block.ToBlock()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind} of {contents.Average(content => content.Bytes.Length):0} bytes"));
        Time("all of it", at => parser.Parse(new Content(contents[at].Bytes, contents[at].Name)));
        Time("  charset", at => Charsets.Decode(contents[at].Span));
        Time("  is Markdown", at => Markdown.Accepts(contents[at]));
        Time("  is CSV", at => Csv.Accepts(contents[at]));
        Time("  reading", at => read(contents[at]));
        Time("  reading, labels", at => Labeled(read(contents[at])));
        Time("  language", at => Languages.Detect(blocks[at]));
        Time("  of paragraphs", at => blocks[at].ForEach(block => Languages.Other(block.Text, "en")));
        Time("  quotations", at => Quotations.Find(blocks[at]));
        Time("  mentions", at => Mentions.Find(blocks[at], "en"));
        Time("  evidence", at => Fields.All.Select(drafts[at].EvidenceFor).ToList());
        Time("  words", at => blocks[at].Sum(block => Cleaning.CountWords(block.Text)));
    }

    private static Draft Labeled(Draft draft)
    {
        Labels.Take(draft);
        Titles.Take(draft);
        return draft;
    }

    // The best of several rounds: others use the machine too.
    private static void Time(string name, Action<int> part)
    {
        var (best, garbage) = (double.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            for (var at = 0; at < Documents; at++)
            {
                part(at);
            }

            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / Documents);
            garbage = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Documents;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {best,7:0.0} us {garbage / 1024.0,7:0.0} KB"));
    }
}
