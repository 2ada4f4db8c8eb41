using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Platform.Cli;

/// <summary>What is printed: tables and sentences for people, JSON for programs. Texts of documents come from strangers and move no cursor.</summary>
internal static class Print
{
    /// <summary><c>--json</c>.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON instead of text for people.", Recursive = true };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<IAnsiConsole> Console_ = new(() => Console(System.Console.Out, System.Console.IsOutputRedirected));
    private static readonly Lazy<IAnsiConsole> Errors_ = new(() => Console(System.Console.Error, System.Console.IsErrorRedirected));

    /// <summary>For what was asked for.</summary>
    public static IAnsiConsole Out => Console_.Value;

    /// <summary>For progress and remarks.</summary>
    public static IAnsiConsole Remarks => Errors_.Value;

    /// <summary>An answer of the API as it came, indented.</summary>
    public static void Answer(JsonElement answer) => System.Console.Out.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>A JSON document on one line.</summary>
    public static void Line(JsonElement element) => System.Console.Out.WriteLine(JsonSerializer.Serialize(element, OneLine));

    /// <summary>A sentence.</summary>
    public static void Say(string sentence) => System.Console.Out.WriteLine(Clean(sentence));

    /// <summary>A table; columns that begin with <c>#</c> hold numbers.</summary>
    public static void Rows(string[] columns, IEnumerable<string?[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var cell = new TableColumn(new Text(column.TrimStart('#'), new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.StartsWith('#') ? cell.RightAligned().NoWrap() : cell);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Clean(cell ?? ""))));
        }

        Out.Write(table);
    }

    /// <summary>A whole number with separators.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Text without the characters that steer a terminal or change the direction of writing.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var harmless = !char.IsControl(character) && character is not ('\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
            clean.Append(harmless ? character : ' ');
        }

        return clean.ToString();
    }

    private static IAnsiConsole Console(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Interactive = InteractionSupport.No });
        if (redirected)
        {
            console.Profile.Width = 4000; // a line a row, whatever reads it
        }

        return console;
    }
}
