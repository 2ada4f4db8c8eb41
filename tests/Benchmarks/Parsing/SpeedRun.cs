using System.Diagnostics;
using System.IO.Compression;
using AngleSharp.Html.Parser;
using Platform.Parser;

namespace Platform.Benchmarks.Parsing;

/// <summary>
/// Documents per second of processor time, on one thread and warm. Pages are read to whole records from their bytes, in turn with AngleSharp building the same
/// pages' trees from text that is decoded already, which is the limit for a reader that uses it.
/// </summary>
internal static class SpeedRun
{
    /// <summary>Pages of all folders, evenly drawn: enough to be of every kind, and few enough for several rounds.</summary>
    public static async Task<PageSpeed> PagesAsync(IEnumerable<string> folders, int pages, int rounds, Action<string> say)
    {
        var all = folders.SelectMany(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal)).ToList();
        var drawn = new List<Content>();
        foreach (var path in all.Where((_, at) => at % Math.Max(1, all.Count / pages) == 0).Take(pages))
        {
            drawn.Add(new Content(await ReadAsync(path), Path.GetFileName(path)));
        }

        var parser = new DocumentParser();
        var html = new HtmlParser(new HtmlParserOptions { IsScripting = false });
        List<double> own = [], limit = [], ratios = [];
        for (var round = 0; round <= rounds; round++)
        {
            say(round == 0 ? $"speed: warming up on {drawn.Count} pages" : $"speed: round {round} of {rounds}");
            var limitSeconds = Seconds(drawn, page => html.ParseDocument(page.Text).Dispose());
            var ownSeconds = Seconds(drawn, page => parser.Parse(page.Bytes, page.Name));
            if (round > 0)
            {
                own.Add(drawn.Count / ownSeconds);
                limit.Add(drawn.Count / limitSeconds);
                ratios.Add(limitSeconds / ownSeconds);
            }
        }

        return new PageSpeed(Report.Median(own), Report.Median(limit), Report.Median(ratios), ratios.Min(), ratios.Max());
    }

    /// <summary>Documents of one folder per second of processor time; the second pass counts. Null where none of them is read.</summary>
    public static async Task<double?> DocumentsAsync(string folder)
    {
        var documents = new List<Content>();
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            documents.Add(new Content(await ReadAsync(path), Path.GetFileName(path)));
        }

        var parser = new DocumentParser();
        var read = 0;
        Seconds(documents, document => read += parser.Parse(document.Bytes, document.Name).Document is null ? 0 : 1);
        return read == 0 ? null : documents.Count / Seconds(documents, document => parser.Parse(document.Bytes, document.Name));
    }

    private static double Seconds(List<Content> documents, Action<Content> act)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        documents.ForEach(act);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return await File.ReadAllBytesAsync(path);
        }

        await using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await packed.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Figures of <see cref="SpeedRun"/>: pages per second of processor time, and the share of the limit with its bounds over the rounds.</summary>
internal sealed record PageSpeed(double Own, double AngleSharp, double Ratio, double LeastRatio, double MostRatio);
