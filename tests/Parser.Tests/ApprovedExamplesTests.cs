using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>Whole documents with the whole record a reader expects. Run with APPROVE=1 to write what the Parser makes of them, and read it before it is committed.</summary>
public sealed class ApprovedExamplesTests
{
    private static readonly string Examples = Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples");
    private static readonly DocumentParser Parser = new();
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        new[] { Path.Combine(Repository.Root, "seeds"), Examples }
            .SelectMany(Directory.GetFiles)
            .Where(path => !path.EndsWith(".approved.json", StringComparison.Ordinal))
            .Select(path => new TheoryDataRow<string>(Path.GetRelativePath(Repository.Root, path)));

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_reads_as_it_was_approved(string document)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var path = Path.Combine(Repository.Root, document);
        Assert.SkipUnless(Repository.HasTesseract || !IsPicture(path), "Tesseract is not installed (Debian's tesseract-ocr).");
        var approved = Path.Combine(Examples, Path.GetFileName(path) + ".approved.json");

        var record = JsonSerializer.Serialize(Parser.Parse(await File.ReadAllBytesAsync(path, cancellation), Path.GetFileName(path)), Json) + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            await File.WriteAllTextAsync(approved, record, cancellation);
        }

        Assert.Equal((await File.ReadAllTextAsync(approved, cancellation)).Split('\n'), record.Split('\n'));
    }

    private static bool IsPicture(string path) => path.EndsWith(".png", StringComparison.Ordinal) || path.EndsWith("-scan.pdf", StringComparison.Ordinal);
}
