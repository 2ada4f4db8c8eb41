using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Tesseract, the program that reads text from pictures, where the machine has it (Debian's <c>tesseract-ocr</c>). Each picture goes through a process of its own, under limits of time and memory, without a shell
/// and without files.
/// </summary>
internal static class Tesseract
{
    private const string Program = "tesseract";

    /// <summary>A page of small print takes 5 to 10 s; a picture that takes longer is no page.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(40);

    /// <summary>Address space of the process in bytes; a page at 600 dots an inch takes a tenth.</summary>
    private const long MostMemory = 3_000_000_000;
    private const int MostOutput = 30_000_000;

    /// <summary>Languages at once; each makes it slower, and more of them read worse than the right one alone.</summary>
    private const int MostLanguages = 4;

    private static readonly Lazy<IReadOnlyList<string>> Installed = new(ListLanguages);

    /// <summary>Whether the machine has it with at least one language.</summary>
    public static bool IsInstalled => Installed.Value.Count > 0;

    /// <summary>Its languages to read with, in its own spelling, such as <c>deu+eng</c>: the one that the document states, else those that are installed.</summary>
    /// <param name="stated">ISO 639-1; null where the document states none.</param>
    public static string Languages(string? stated)
    {
        var code = stated is null ? null : CultureInfo.GetCultureInfo(stated).ThreeLetterISOLanguageName;
        var own = Installed.Value.Where(language => language == code || (code == "zho" && language.StartsWith("chi_", StringComparison.Ordinal))).ToList();
        return string.Join('+', own.Count > 0 ? own : Installed.Value.Take(MostLanguages));
    }

    /// <summary>The picture's text as hOCR; null where it cannot be read as a picture, or not within the limits.</summary>
    /// <param name="picture">PNG, JPEG, TIFF, GIF, BMP or WebP.</param>
    /// <param name="languages">From <see cref="Languages"/>.</param>
    /// <param name="resolution">Dots an inch; null where it is not known.</param>
    public static string? Read(ReadOnlyMemory<byte> picture, string languages, int? resolution)
    {
        var arguments = new List<string> { "stdin", "stdout", "-l", languages };
        if (resolution is { } dots)
        {
            arguments.AddRange(["--dpi", dots.ToString(CultureInfo.InvariantCulture)]);
        }

        return Run([.. arguments, "hocr"], picture);
    }

    private static IReadOnlyList<string> ListLanguages() =>
        (Run(["--list-langs"], default) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.Length is >= 3 and <= 12 && line.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') && line is not ("osd" or "equ"))
            .OrderBy(language => language == "eng").ThenBy(language => language, StringComparer.Ordinal).ToList();

    private static string? Run(IEnumerable<string> arguments, ReadOnlyMemory<byte> input)
    {
        if (Find(Program) is not { } program)
        {
            return null;
        }

        var limit = Find("prlimit");
        var start = new ProcessStartInfo(limit ?? program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // documents are parsed side by side already
        if (limit is not null)
        {
            start.ArgumentList.Add(FormattableString.Invariant($"--as={MostMemory}"));
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start);
        using var late = new CancellationTokenSource(LongestRun);
        return process is null ? null : Finish(process, input, late.Token).GetAwaiter().GetResult();
    }

    private static async Task<string?> Finish(Process process, ReadOnlyMemory<byte> input, CancellationToken late)
    {
        try
        {
            var output = Drain(process.StandardOutput.BaseStream, MostOutput, late);
            var complaints = Drain(process.StandardError.BaseStream, MostOutput, late);
            await Feed(process, input, late).ConfigureAwait(false);
            var text = await output.ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(late).ConfigureAwait(false);
            return process.ExitCode == 0 ? text : null;
        }
        catch (Exception unfinished) when (unfinished is OperationCanceledException or InvalidDataException or IOException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }

    private static async Task Feed(Process process, ReadOnlyMemory<byte> input, CancellationToken late)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, late).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: what it wrote and its exit code say the rest.
        }
    }

    private static async Task<string> Drain(Stream output, int most, CancellationToken late)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await output.ReadAsync(buffer, late).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + read > most)
            {
                throw new InvalidDataException("It writes more than a page can hold.");
            }

            bytes.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
