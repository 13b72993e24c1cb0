using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>JSON in the metadata of classifier files; Korean stays Korean.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(SearchTable))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    static ExportJson() =>
        Default = new ExportJson(new JsonSerializerOptions(s_defaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
