using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>The JSON between a worker and the service. A parsed document has the form that it has in messages, so that it goes on as it came.</summary>
[JsonSerializable(typeof(ParseRequest))]
[JsonSerializable(typeof(ParsedDocument))]
[JsonSerializable(typeof(Reason))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    public static WorkerJson Shared { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
