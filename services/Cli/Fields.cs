using System.Globalization;
using System.Text.Json;

namespace Platform.Cli;

/// <summary>Fields of the API's answers. What a newer or older server leaves out reads as nothing.</summary>
internal static class Fields
{
    /// <summary>A field at a path such as <c>books.stored</c>; null where it is missing or null.</summary>
    public static JsonElement? At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>As text.</summary>
    public static string? Text(this JsonElement element, string path) => element.At(path) is { } field ? field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetRawText() : null;

    /// <summary>As a whole number, 0 where it is missing.</summary>
    public static long Number(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.Number } field && field.TryGetDouble(out var number) ? (long)number : 0;

    /// <summary>As a number.</summary>
    public static double? Real(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.Number } field ? field.GetDouble() : null;

    /// <summary>Whether it is there and true.</summary>
    public static bool Is(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of a list, none where it is missing.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The texts of a list with commas between.</summary>
    public static string Joined(this JsonElement element, string path) => string.Join(", ", element.List(path).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText()));

    /// <summary>A time, in UTC to the second.</summary>
    public static string? Time(this JsonElement element, string path) =>
        element.Text(path) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;
}
