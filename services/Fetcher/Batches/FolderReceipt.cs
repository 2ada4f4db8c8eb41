using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher.Batches;

/// <summary>The receipt of a dropped folder: <c>FOLDER.receipt.csv</c> beside <c>done/</c>, a line for each of its documents.</summary>
internal static class FolderReceipt
{
    /// <summary>Whether a name could be a receipt's; whether it is one its first line tells.</summary>
    public static bool IsNamedLikeOne(RawPath path) =>
        path.Characters.EndsWith(".csv", StringComparison.Ordinal) && path.Characters.Contains(".receipt", StringComparison.Ordinal);

    /// <summary>Whether a file begins as our receipts do.</summary>
    public static bool Is(byte[] path)
    {
        using var file = Posix.OpenFile(path, out _);
        var begin = new byte[ReceiptLine.CsvHeader.Length];
        return file is not null && Posix.Look(file).Kind == ItemKind.File
            && RandomAccess.Read(file, begin, 0) == begin.Length && Encoding.ASCII.GetString(begin) == ReceiptLine.CsvHeader;
    }

    /// <summary>Writes a batch's receipt; it appears whole under its name.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is gone or closed to us.</exception>
    public static async Task WriteAsync(Filing filing, BatchRow batch, IAsyncEnumerable<ArrivalRow> arrivals)
    {
        await using (var writer = new StreamWriter(filing.UnfinishedReceipt(batch.Id), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            await writer.WriteAsync(ReceiptLine.CsvHeader);
            await foreach (var row in arrivals)
            {
                await writer.WriteAsync(row.ToReceipt().ToCsv());
            }
        }

        if (filing.PlaceReceipt(batch.Id, RawPath.Of(batch.Path)) is { } problem)
        {
            throw new IOException(problem);
        }
    }
}
