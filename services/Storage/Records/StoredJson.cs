using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Storage.Records;

/// <summary>Writes a text that is JSON already as what it says, so that a row as JSON has the shape of its table.</summary>
internal sealed class StoredJson : JsonConverter<string>
{
    /// <inheritdoc />
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);
}
