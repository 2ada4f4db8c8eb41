using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Benchmarks;

/// <summary>Records without documents: texts of 60 to 300 words out of 20,000, each as frequent as its rank in a language would have it, the same for the same number; each tenth is an edit of an earlier one.</summary>
public static class LibraryRecords
{
    private static readonly string[] Words = Enumerable.Range(0, 20_000).Select(Word).Distinct(StringComparer.Ordinal).ToArray();
    private static readonly string[] Formats = ["text/html", "text/html", "text/html", "application/pdf", "text/plain"];
    private static readonly string[] Languages = ["en", "en", "en", "ru", "fr", "de", "kk"];
    private static readonly string[] Countries = ["KZ", "FR", "DE", "UZ", "US", "CN", "TR", "GE"];

    /// <summary>Writes records numbered from <paramref name="first"/> on; their size is their number.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, int first, int count)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY library.records (document_id, arrival_id, content_hash, source, name, size, media_type, title, authors, published_at, language, text, blocks, evidence, removed, warnings,
                word_count, parser_version, tags, mentions, stored_at) FROM STDIN (FORMAT binary)
            """);
        var began = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var number = first; number < first + count; number++)
        {
            var random = new Random(number);
            var storedAt = began.AddSeconds(number);
            var text = number % 10 == 9 ? Edited(random, OwnText(new Random(random.Next(number) / 10 * 10))) : OwnText(random);
            await copy.StartRowAsync();
            await copy.WriteAsync(Guid.CreateVersion7(storedAt), NpgsqlDbType.Uuid);
            await copy.WriteAsync(Guid.CreateVersion7(storedAt), NpgsqlDbType.Uuid);
            await copy.WriteAsync(number.ToString("x64", CultureInfo.InvariantCulture), NpgsqlDbType.Text);
            await copy.WriteAsync("generated", NpgsqlDbType.Text);
            await copy.WriteAsync($"generated-{number}.html", NpgsqlDbType.Text);
            await copy.WriteAsync((long)number, NpgsqlDbType.Bigint);
            await copy.WriteAsync(Formats[random.Next(Formats.Length)], NpgsqlDbType.Text);
            await copy.WriteAsync(Text(random, 7), NpgsqlDbType.Text);
            await copy.WriteAsync(random.Next(3) == 0 ? Array.Empty<string>() : [Pick(random) + " " + Pick(random)], NpgsqlDbType.Array | NpgsqlDbType.Text);
            await NullableAsync(random.Next(5) == 0 ? null : storedAt.AddDays(-random.Next(2000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            await copy.WriteAsync(Languages[random.Next(Languages.Length)], NpgsqlDbType.Text);
            await copy.WriteAsync(text, NpgsqlDbType.Text);
            await copy.WriteAsync("[]", NpgsqlDbType.Jsonb);
            await copy.WriteAsync("[]", NpgsqlDbType.Jsonb);
            await copy.WriteAsync("[]", NpgsqlDbType.Jsonb);
            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync(200, NpgsqlDbType.Integer);
            await copy.WriteAsync("1.0.0", NpgsqlDbType.Text);
            await copy.WriteAsync(random.Next(2) == 0 ? [] : new[] { Pick(random), Pick(random) }, NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync($"[{Mention(random, text)}, {Mention(random, text)}]", NpgsqlDbType.Jsonb);
            await copy.WriteAsync(storedAt, NpgsqlDbType.TimestampTz);
        }

        await copy.CompleteAsync();

        Task NullableAsync(string? value) => value is null ? copy.WriteNullAsync() : copy.WriteAsync(value, NpgsqlDbType.Text);
    }

    /// <summary>Two words that stand in one generated text, so that something is found; seldom ones as often as frequent ones.</summary>
    public static (string One, string Other) TwoWords(int query)
    {
        var random = new Random(unchecked(query * 7919));
        var text = Text(new Random(random.Next(10_000)), 100).Replace(".", "", StringComparison.Ordinal).Split(' ').Distinct(StringComparer.Ordinal).ToArray();
        return (text[random.Next(text.Length)], text[random.Next(text.Length)]);
    }

    // A country at the first word, so that it stands where the offset says.
    private static string Mention(Random random, string text) =>
        $$"""{"kind": "country", "code": "{{Countries[random.Next(Countries.Length)]}}", "field": "text", "text": "{{text.Split(' ', 2)[0]}}", "start": 0}""";

    private static string OwnText(Random random) => Text(random, 60 + random.Next(240));

    /// <summary>One word in fifty is another.</summary>
    private static string Edited(Random random, string text) => string.Join(' ', text.Split(' ').Select(word => random.Next(50) == 0 ? Pick(random) : word));

    private static string Text(Random random, int words)
    {
        var text = new StringBuilder();
        for (var word = 0; word < words; word++)
        {
            text.Append(word == 0 ? "" : word % 14 == 0 ? ". " : " ").Append(Pick(random));
        }

        return text.Append('.').ToString();
    }

    // The n-th word is about 1/n as frequent as the first.
    private static string Pick(Random random) => Words[(int)Math.Pow(Words.Length, random.NextDouble()) - 1];

    private static string Word(int number)
    {
        string[] syllables = ["ba", "kor", "li", "ten", "mar", "su", "vel", "dor", "an", "pri", "sto", "ge", "nim", "ful", "ra", "quo", "hes", "tri", "om", "ze"];
        var random = new Random(number * 31);
        var word = new StringBuilder();
        for (var parts = 2 + random.Next(3); parts > 0; parts--)
        {
            word.Append(syllables[random.Next(syllables.Length)]);
        }

        return word.ToString();
    }
}
