using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>A <see cref="Preprocessing"/> as one line of JSON: all properties, in the order of their declaration.</summary>
internal static class PreprocessingJson
{
    // The serialiser speaks of .NET types, which the reader of the message need not know. Should a later version of it
    // say these things otherwise, its own words go through.
    private static readonly (string Theirs, string Ours)[] Wording =
    [
        ("The JSON value could not be converted to System.Int32", "expected a whole number"),
        ("The JSON value could not be converted to System.Single", "expected a number"),
        ("The JSON value could not be converted to Graft.PreprocessingDocument", "expected an object"),
        ("JSON deserialization for type 'Graft.PreprocessingDocument' was missing required properties including:",
            "it lacks"),
        (" could not be mapped to any .NET member contained in type 'Graft.PreprocessingDocument'", " is not known"),
        (" encountered during deserialization of type 'Graft.PreprocessingDocument'", ""),
    ];

    /// <summary>Writes it; <see cref="Read"/> gives an equal one back.</summary>
    public static string Write(Preprocessing preprocessing) =>
        JsonSerializer.Serialize(
            PreprocessingDocument.Of(preprocessing), PreprocessingJsonContext.Default.PreprocessingDocument);

    /// <summary>Reads what <see cref="Write"/> wrote, or a person; only width and height must be there.</summary>
    /// <exception cref="FormatException">It is anything else; the message is one line.</exception>
    public static Preprocessing Read(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, PreprocessingJsonContext.Default.PreprocessingDocument)
                ?? throw new FormatException(Message("expected an object, got null"));
            var preprocessing = document.ToPreprocessing();
            return PreprocessingRules.FindProblem(preprocessing) is { } problem
                ? throw new FormatException(Message(problem.TrimEnd('.')))
                : preprocessing;
        }
        catch (JsonException exception)
        {
            throw new FormatException(Message(Reason(exception)), exception);
        }
    }

    private static string Message(string reason) => $"The preprocessing is not valid: {reason}.";

    private static string Reason(JsonException exception)
    {
        var reason = exception.Message.ReplaceLineEndings(" ");
        var end = reason.IndexOf(" Path: ", StringComparison.Ordinal);
        reason = (end < 0 ? reason : reason[..end]).TrimEnd('.');
        foreach (var (theirs, ours) in Wording)
            reason = reason.Replace(theirs, ours, StringComparison.Ordinal);
        return exception.Path is null or "$" ? reason : $"{reason} (at {exception.Path})";
    }
}

/// <summary>Serialisation code made at compile time, which starts faster than reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [
        typeof(KebabCaseEnumConverter<ResizeMode>),
        typeof(KebabCaseEnumConverter<Interpolation>),
        typeof(KebabCaseEnumConverter<ChannelOrder>),
        typeof(KebabCaseEnumConverter<TensorLayout>),
        typeof(RgbColorConverter),
        typeof(RgbTripleConverter),
    ])]
[JsonSerializable(typeof(PreprocessingDocument))]
internal sealed partial class PreprocessingJsonContext : JsonSerializerContext;
