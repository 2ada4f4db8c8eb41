using System.Globalization;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>The reasons for documents that took their worker with them, or more than their budget.</summary>
internal static class Endings
{
    public static Reason Crashed { get; } = Reason(
        ReasonCodes.ParserCrashed, "The process that read this document crashed on it, also when it was tried again alone; the file may be damaged or made to exhaust its reader: save it again, or in another format, and drop that.");

    public static Reason OverTime(TimeSpan budget) => Reason(
        ReasonCodes.OverTime, string.Create(CultureInfo.InvariantCulture, $"Reading this document took longer than {budget.TotalSeconds:0.#} seconds, also when it was tried again alone; split it, or save it in a simpler format, and drop that."));

    public static Reason OverMemory(long budget) => Reason(
        ReasonCodes.OverMemory, string.Create(CultureInfo.InvariantCulture, $"Reading this document took more than {budget / 1_000_000:N0} MB of memory, also when it was tried again alone; split it into smaller documents and drop those."));

    public static Reason OverOutput(long budget) => Reason(
        ReasonCodes.OverOutput, string.Create(CultureInfo.InvariantCulture, $"What was read from this document is larger than the {budget / 1_000_000.0:0.###} MB that a record may have; split it into smaller documents and drop those."));

    private static Reason Reason(string code, string sentence) => new() { Code = code, Message = sentence, Stage = "parser" };
}
