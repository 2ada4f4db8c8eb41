using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Pipeline.Tests.Faults;

/// <summary>
/// Numbered documents whose bytes, and so whose hashes, are known. The same number is another document in another class of tests,
/// because those that share a platform run in an order that nobody chose, and the second to use a document would find it a duplicate.
/// </summary>
public static class Corpus
{
    /// <param name="number">Which document.</param>
    /// <param name="series">Whose document: the file of the class of tests, so that the compiler fills it in.</param>
    public static string Text(int number, [CallerFilePath] string series = "") => $"""
        Дата публикации

        Bulletin {number}

        The regional office published bulletin number {number} of the series {Path.GetFileNameWithoutExtension(series)} on the state of the roads, in which it asks drivers to leave early and to keep to the main routes until the snow is cleared.

        A second paragraph of bulletin {number} gives the numbers to call and thanks the crews, who have worked since the night before.
        """;

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
