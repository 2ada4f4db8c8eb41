using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Platform.Parser.Text;

// Packs Text/letters.br, as it lies in the repository, into the image that the Parser maps: letters.br, then the image to write.
using var packed = new BrotliStream(File.OpenRead(args[0]), CompressionMode.Decompress);
using var lines = new StreamReader(packed, Encoding.UTF8);
var names = Encoding.ASCII.GetBytes(await lines.ReadLineAsync() ?? "");
var slots = new ulong[LetterImage.Slots];
var (languages, values, rows) = (new List<byte>(), new List<float>(), new List<float>());
while (await lines.ReadLineAsync() is { } line)
{
    var tab = line.IndexOf('\t', StringComparison.Ordinal);
    var count = (line.Length - tab - 1) / 2;
    if (count < LetterImage.Common)
    {
        LetterImage.Keep(slots, line.AsSpan(0, tab), values.Count, count);
        for (var at = tab + 1; at < line.Length; at += 2)
        {
            languages.Add((byte)(line[at] - '0'));
            values.Add(LetterImage.Gain(line[at + 1]));
        }
    }
    else
    {
        LetterImage.Keep(slots, line.AsSpan(0, tab), rows.Count, 0);
        var row = new float[LetterImage.Width];
        Array.Fill(row, LetterImage.Absent);
        for (var at = tab + 1; at < line.Length; at += 2)
        {
            row[line[at] - '0'] = LetterImage.Gain(line[at + 1]);
        }

        rows.AddRange(row);
    }
}

await using var image = File.Create(args[1]);
image.Write(MemoryMarshal.AsBytes<int>([0, rows.Count, values.Count, names.Length]));
image.Write(MemoryMarshal.AsBytes(slots.AsSpan()));
image.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)));
image.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
image.Write(CollectionsMarshal.AsSpan(languages));
image.Write(names);
