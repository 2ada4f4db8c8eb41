using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using YamlDotNet.Serialization;

namespace Platform.Pipeline.Tests.Running;

/// <summary>The schemas in a description that the Gateway serves.</summary>
public sealed class PublishedSchemas
{
    private const string Where = "#/components/schemas/";

    private PublishedSchemas(JsonNode description) => Description = description;

    /// <summary>The description as JSON.</summary>
    public JsonNode Description { get; }

    public static PublishedSchemas Json(string json) => new(JsonNode.Parse(json)!);

    public static PublishedSchemas Yaml(string yaml)
    {
        var graph = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(new StringReader(yaml));
        return Json(new SerializerBuilder().JsonCompatible().Build().Serialize(graph!));
    }

    /// <summary>The schema of a name.</summary>
    public async Task<JsonSchema> SchemaAsync(string name) => await SchemaAsync(new JsonObject { ["$ref"] = Where + name });

    /// <summary>A schema that stands in the description.</summary>
    public async Task<JsonSchema> SchemaAsync(JsonNode schema)
    {
        var root = new JsonObject
        {
            ["definitions"] = Description["components"]!["schemas"]!.DeepClone(),
            ["allOf"] = new JsonArray(schema.DeepClone()),
        };
        return await JsonSchema.FromJsonAsync(root.ToJsonString().Replace(Where, "#/definitions/", StringComparison.Ordinal));
    }

    /// <summary>What a document breaks of a schema, in words.</summary>
    public static IEnumerable<string> Breaches(JsonSchema schema, string json) =>
        new JsonSchemaValidator().Validate(json, schema).Select(error => $"{error.Path}: {error.Kind} in {(json.Length > 600 ? json[..600] : json)}");

    /// <summary>Properties of an object that a schema of the description does not name.</summary>
    public IEnumerable<string> Unnamed(string name, JsonElement document)
    {
        var named = Description["components"]!["schemas"]![name]!["properties"]!.AsObject().Select(property => property.Key);
        return document.EnumerateObject().Select(property => property.Name).Except(named, StringComparer.Ordinal);
    }
}
