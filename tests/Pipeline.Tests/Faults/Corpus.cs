using System.Security.Cryptography;
using System.Text;

namespace Platform.Pipeline.Tests.Faults;

/// <summary>Numbered documents whose bytes, and so whose hashes, are known.</summary>
public static class Corpus
{
    public static string Text(int number) => $"""
        Дата публикации

        Bulletin {number}

        The regional office published bulletin number {number} on the state of the roads, in which it asks drivers to leave early and to keep to the main routes until the snow is cleared.

        A second paragraph of bulletin {number} gives the numbers to call and thanks the crews, who have worked since the night before.
        """;

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
