using System.Text.Json.Serialization;

namespace Graft;

[JsonSerializable(typeof(TuningState))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
