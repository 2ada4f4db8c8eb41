namespace Platform.Cli;

/// <summary>The longer texts of <c>--help</c>.</summary>
internal static class Texts
{
    public const string Root = """
        Platform from the command line, through its public API.

        Examples:
          platform status                            the books, and what each stage has pending
          platform import ~/articles                 upload a folder, follow it, end with a receipt
          platform tail --resume cursor.txt --json   events as they happen; goes on where it stopped
          platform parse page.html                   the record of a file, without a server

        Exit codes: 0 all is well; 1 done, but something was refused, unhealthy or not there; 64 wrong usage; 66 a file cannot be read; 69 the server is away;
        73 a file cannot be written; 77 the key is not accepted; 78 it is not known where server or key are; 130 interrupted.
        """;

    public const string Import = """
        A second run goes on where the first one stopped: each request has a key made of its files' names, sizes and times, under which the server enters them once.

        Examples:
          platform import articles/
          platform import articles/ --receipt receipt.csv        what became of each file
          platform import articles/ --no-wait --json             return once all is uploaded
          platform import articles/ --again                      enter also what an earlier run entered
        """;
}
