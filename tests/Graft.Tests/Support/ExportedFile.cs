using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests.Support;

/// <summary>An exported file as programs without Graft run it: a runtime, an input, two outputs.</summary>
/// <param name="Path">The file.</param>
/// <param name="TakesPixels">Whether it takes <c>pixels</c>; else <c>images</c>.</param>
internal sealed record ExportedFile(string Path, bool TakesPixels)
{
    private string Input => TakesPixels ? "pixels" : "images";

    /// <summary>Answers of ONNX Runtime in C#, a run for each photo.</summary>
    public ExportedAnswer[] InOnnxRuntime(IEnumerable<string> photos)
    {
        using var session = new InferenceSession(Path);
        using var run = new RunOptions();
        var answers = new List<ExportedAnswer>();
        foreach (var photo in photos)
        {
            var (shape, bytes) = InputOf(photo);
            using var input = TakesPixels
                ? OrtValue.CreateTensorValueFromMemory(bytes, shape)
                : OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape);
            using var results = session.Run(run, [Input], [input], ["label", "probabilities"]);
            answers.Add(new ExportedAnswer((int)results[0].GetTensorDataAsSpan<long>()[0], results[1].GetTensorDataAsSpan<float>().ToArray()));
        }

        return [.. answers];
    }

    /// <summary>Answers of onnxruntime-web for several files, in one process.</summary>
    public static ExportedAnswer[][] InJavaScript(TempFolder folder, IReadOnlyList<(ExportedFile File, string[] Photos)> cases)
    {
        var number = 0;
        var list = cases.Select(item => new
        {
            model = item.File.Path,
            input = item.File.Input,
            type = item.File.TakesPixels ? "uint8" : "float32",
            runs = item.Photos.Select(photo =>
            {
                var (shape, bytes) = item.File.InputOf(photo);
                return new { shape, data = folder.Write($"inputs/{number++}", bytes) };
            }).ToArray(),
        });
        var answers = Oracle.JavaScript("onnxruntime-web", Oracle.JavaScriptFolder, "run.mjs", folder.Write("cases.json", JsonSerializer.Serialize(list)));
        return [.. answers.EnumerateArray().Select(file => file.EnumerateArray().Select(Answer).ToArray())];
    }

    private static ExportedAnswer Answer(JsonElement answer) =>
        new(answer.GetProperty("label")[0].GetInt32(), [.. answer.GetProperty("probabilities").EnumerateArray().Select(value => value.GetSingle())]);

    /// <summary>What the program puts in: pixels as they are, or the tensor of the recipe in the metadata.</summary>
    private (long[] Shape, byte[] Bytes) InputOf(string photo)
    {
        var picture = ImageReader.Read(photo);
        if (TakesPixels)
            return ([1, picture.Height, picture.Width, 3], picture.Pixels.ToArray());
        var file = ExportedClassifier.Read(Path)!;
        var (recipe, shaping) = (file.Recipe.Preprocessing, file.Recipe.Shaping);
        var tensor = new float[recipe.TensorLength * shaping.ViewCount];
        new Preprocessor(recipe).ApplyViews(picture, shaping.CropPositions, shaping.Flip, tensor);
        long[] sides = recipe.Layout == TensorLayout.Chw ? [3, recipe.Height, recipe.Width] : [recipe.Height, recipe.Width, 3];
        return ([shaping.ViewCount, .. sides], MemoryMarshal.AsBytes(tensor.AsSpan()).ToArray());
    }
}

/// <summary>What a runtime answers for one photo.</summary>
internal sealed record ExportedAnswer(int Label, float[] Probabilities);
