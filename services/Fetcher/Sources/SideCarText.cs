using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Platform.Fetcher.Sources;

/// <summary>Reads the text of a side-car: one JSON object or one YAML mapping, in UTF-8, whose values are a text or a list of texts.</summary>
internal static class SideCarText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads it.</summary>
    /// <exception cref="BadSideCarException">It is not written like that, or has a field that it cannot have.</exception>
    public static SideCar Read(ReadOnlySpan<byte> bytes, bool yaml)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF');
            return SideCarFields.Of(yaml ? FromYaml(text) : FromJson(text));
        }
        catch (DecoderFallbackException wrong)
        {
            throw new BadSideCarException("it is not written in UTF-8", wrong);
        }
        catch (JsonException wrong)
        {
            throw new BadSideCarException($"it is not JSON, from line {(wrong.LineNumber ?? 0) + 1} on", wrong);
        }
        catch (YamlException wrong)
        {
            throw new BadSideCarException($"it is not YAML with a text or a list of texts for each field, from line {wrong.Start.Line} on", wrong);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            throw new BadSideCarException("it has half a character written as an escape", wrong); // what both readers do with a lone surrogate
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> FromJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new BadSideCarException("it is not one JSON object");
        }

        return document.RootElement.EnumerateObject().Select(field => (field.Name, ValuesOf(field))).ToList();
    }

    private static IReadOnlyList<string> ValuesOf(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => [.. field.Value.EnumerateArray().Select(value => TextOf(field.Name, value))],
        _ => [TextOf(field.Name, field.Value)],
    };

    private static string TextOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(), // a year
        _ => throw new BadSideCarException($"{SideCarFields.Quoted(name)} is neither a text nor a list of texts"),
    };

    /// <summary>One event after the other, so that no alias is followed and no depth entered.</summary>
    private static List<(string Name, IReadOnlyList<string> Values)> FromYaml(string text)
    {
        var parser = new Parser(new StringReader(text));
        var fields = new List<(string, IReadOnlyList<string>)>();
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>().Value;
            var values = new List<string>();
            if (parser.TryConsume<SequenceStart>(out _))
            {
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    values.Add(parser.Consume<Scalar>().Value);
                }
            }
            else if (parser.Consume<Scalar>() is var value && !IsNull(value))
            {
                values.Add(value.Value);
            }

            fields.Add((name, values));
        }

        parser.Consume<DocumentEnd>();
        parser.Consume<StreamEnd>();
        return fields;
    }

    private static bool IsNull(Scalar value) => value is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };
}
