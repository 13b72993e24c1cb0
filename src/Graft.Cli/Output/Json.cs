using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graft.Cli.Output;

/// <summary>Results for programs: one JSON object on standard output.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(object result) => Write(Console.Out, result);

    /// <summary>The same to anywhere.</summary>
    public static void Write(TextWriter output, object result) => output.WriteLine(SafeText.Json(JsonSerializer.Serialize(result, Options)));
}
