using System.Runtime.CompilerServices;
using System.Text.Json;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests.EndToEnd;

/// <summary>What docs/export.md says is in the file is in it, and its code works, in each language whose runtime can be had.</summary>
public sealed class ExportPageTests : IDisposable
{
    private const string Page = "docs/export.md";

    private readonly TempFolder _folder = new();

    public ExportPageTests()
    {
        for (var i = 0; i < 8; i++)
        {
            _folder.Write($"flowers/daisy/{i}.png", TestImages.PngOf(new RgbColor(240, 240, 200), i));
            _folder.Write($"flowers/iris/{i}.png", TestImages.PngOf(new RgbColor(90, 40, 200), i));
        }

        _folder.Write("new-photo.jpg", TestImages.PngOf(new RgbColor(90, 40, 200), 99));
        Graft("train", "flowers", "--out", "flowers.onnx");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_commands_and_its_code_work()
    {
        var commands = Documents.Blocks(Page, "console").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("$ ./graft ", StringComparison.Ordinal)).Select(line => line["$ ./graft ".Length..].Split(' ')).ToList();
        Assert.Equal(["export", "export", "inspect", "predict"], commands.Select(command => command[0]));
        foreach (var command in commands)
            Graft(command);
        using var model = ImageClassifier.Load(_folder["app.onnx"]);
        var expected = model.Predict(_folder["new-photo.jpg"], 1)[0];
        Assert.Equal("iris", expected.Name);

        AssertCSharp();
        AssertCSharpAnswers();
        AssertJavaScript(expected);
        AssertOnnx();
    }

    private static void AssertCSharp()
    {
        var lines = Documents.Blocks(Page, "csharp").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var source = File.ReadAllText(ThisFile());
        Assert.Equal(9, lines.Count);
        Assert.All(lines, line => Assert.Contains(line.Trim().Replace("\"app.onnx\"", "app", StringComparison.Ordinal).Replace("\"new-photo.jpg\"", "file", StringComparison.Ordinal), source));
    }

    private void AssertCSharpAnswers()
    {
        var (app, file) = (_folder["app.onnx"], _folder["new-photo.jpg"]);
        var picture = ImageReader.Read(file);
        WithGraft(app, file);
        WithTheRuntimeAlone(app, picture.Pixels.ToArray(), picture.Height, picture.Width);

        Assert.StartsWith("iris ", Console.Lines[0]);
        Assert.Equal("iris", Console.Lines[^1]);
    }

    private static void WithGraft(string app, string file)
    {
        using var model = ImageClassifier.Load(app);
        foreach (var (label, name, probability) in model.Predict(file, top: 3))
            Console.WriteLine($"{name} {probability:P1}");
    }

    private static void WithTheRuntimeAlone(string app, byte[] pixels, int height, int width)
    {
        using var session = new InferenceSession(app);
        using var options = new RunOptions();
        using var photo = OrtValue.CreateTensorValueFromMemory(pixels, [1, height, width, 3]);
        using var results = session.Run(options, ["pixels"], [photo], ["label", "probabilities"]);
        var names = JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["label_names"])!;
        Console.WriteLine(names[results[0].GetTensorDataAsSpan<long>()[0]]);
    }

    /// <summary>Takes the place of the real one, which all tests share.</summary>
    private static class Console
    {
        public static List<string> Lines { get; } = [];

        public static void WriteLine(string line) => Lines.Add(line);
    }

    private void AssertJavaScript(ClassProbability expected)
    {
        var picture = ImageReader.Read(_folder["new-photo.jpg"]);
        _folder.Write("pixels", picture.Pixels);
        _folder.Write("page.mjs", Documents.Blocks(Page, "javascript").Single());
        _folder.Write("main.mjs", $$"""
            import { readFileSync } from 'node:fs';
            import { classify } from './page.mjs';
            console.log(JSON.stringify(await classify('{{_folder["app.onnx"]}}', new Uint8Array(readFileSync('{{_folder["pixels"]}}')), {{picture.Height}}, {{picture.Width}})));
            """);
        var answer = Oracle.JavaScript("onnxruntime-web", _folder.Path, "main.mjs");

        Assert.Equal(expected.Label, answer.GetProperty("label").GetInt32());
        Assert.Equal(expected.Probability, answer.GetProperty("probabilities")[expected.Label].GetSingle(), 1e-5f);
    }

    /// <summary>As ONNX's own package reads it, since its runtime for Python cannot be had.</summary>
    private void AssertOnnx()
    {
        var answer = Oracle.Python("onnx", """
            import json, sys
            import onnx
            compile(sys.argv[3], "page", "exec")
            answers = []
            for path in sys.argv[1:3]:
                model = onnx.load(path)
                onnx.checker.check_model(model, full_check=True)
                def described(value):
                    tensor = value.type.tensor_type
                    sides = [side.dim_param or side.dim_value for side in tensor.shape.dim]
                    return [value.name, onnx.TensorProto.DataType.Name(tensor.elem_type), *sides]
                answers.append({"tensors": [described(value) for value in [*model.graph.input, *model.graph.output]],
                                "keys": [entry.key for entry in model.metadata_props]})
            print(json.dumps(answers))
            """, _folder["app.onnx"], _folder["tensors.onnx"], Documents.Blocks(Page, "python").Single());

        Assert.Equal("""[["pixels","UINT8","N","height","width",3],["label","INT64","N"],["probabilities","FLOAT","N",2]]""", Compact(answer[0].GetProperty("tensors")));
        Assert.Equal("""[["images","FLOAT","N",3,224,224],["label","INT64","N"],["probabilities","FLOAT","N",2]]""", Compact(answer[1].GetProperty("tensors")));
        var page = File.ReadAllText(Documents.PathOf(Page));
        foreach (var file in answer.EnumerateArray())
            Assert.All(file.GetProperty("keys").EnumerateArray(), key => Assert.Contains($"`{key.GetString()}`", page));
    }

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);

    private void Graft(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments).Succeeded();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
