using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Benchmarks;

/// <summary>
/// Images per second of a backbone, beside ONNX Runtime alone on the whole file and PyTorch on the same architecture; what an
/// early cut saves; and what more layers cost in one pass. In one process, in turns, medians.
/// </summary>
internal static class BackboneSpeed
{
    private const int Rounds = 5;
    private const string Script = "bench/torch_speed.py";

    /// <param name="arguments">resnet18 or the path of a VGG16 as 'graft import' makes it; --layers for cuts and layers alone.</param>
    public static void Run(string[] arguments)
    {
        var name = arguments.Length > 0 ? arguments[0] : "resnet18";
        var isVgg = name != "resnet18";
        string[] layers = isVgg ? ["block1_pool", "block3_pool", "block5_pool"] : ["layer1", "layer3", "layer4"];
        foreach (var batch in arguments.Contains("--layers") ? [] : new[] { 1, 8, 32 })
        {
            using var backbone = Backbone.Load(name);
            using var bare = Bare(name);
            var images = Noise(batch * backbone.Preprocessing.TensorLength);
            var (ours, theirs) = Compare(Extraction(backbone, images), () => RunBare(bare, images, batch), batch);
            Console.WriteLine($"batch {batch,2}: Graft {ours:F1} images/s, ONNX Runtime alone {theirs:F1}, ratio {ours / theirs:F3}");
            Torch(isVgg ? "vgg16" : "resnet18", batch);
        }

        using var early = Backbone.Load(name, new FeatureOptions { Layers = [layers[0]] });
        using var deep = Backbone.Load(name, new FeatureOptions { Layers = [layers[^1]] });
        var batchOfEight = Noise(8 * deep.Preprocessing.TensorLength);
        var (atEarly, atDeep) = Compare(Extraction(early, batchOfEight), Extraction(deep, batchOfEight), 8);
        Console.WriteLine($"cut at {layers[0]}: {atEarly:F1} images/s, at {layers[^1]}: {atDeep:F1}, ratio {atEarly / atDeep:F2}");
        foreach (var several in new[] { layers, isVgg ? ["block3_pool", "block4_pool", "block5_pool"] : ["layer2", "layer3", "layer4"] })
        {
            foreach (var pool in new[] { FeaturePool.None, FeaturePool.Avg })
            {
                var shaping = new FeatureShaping { Pool = pool };
                using var all = Backbone.Load(name, new FeatureOptions { Layers = [.. several], Shaping = shaping });
                using var last = Backbone.Load(name, new FeatureOptions { Layers = [several[^1]], Shaping = shaping });
                var (three, alone) = Compare(Extraction(all, batchOfEight), Extraction(last, batchOfEight), 8);
                Console.WriteLine($"{string.Join(", ", several)}, pooling {pool}: in one pass {alone / three:F3} of the time of the last alone");
            }
        }
    }

    private static (double First, double Second) Compare(Action first, Action second, int images)
    {
        var (firsts, seconds) = (new List<double>(), new List<double>());
        first();
        second();
        for (var round = 0; round < Rounds; round++)
        {
            firsts.Add(Rate(first, images));
            seconds.Add(Rate(second, images));
        }

        return (firsts.Median(), seconds.Median());
    }

    private static double Rate(Action run, int images)
    {
        var time = Stopwatch.StartNew();
        var calls = 0;
        do
        {
            run();
            calls++;
        }
        while (time.Elapsed < TimeSpan.FromSeconds(1));
        return calls * images / time.Elapsed.TotalSeconds;
    }


    private static Action Extraction(IBackbone backbone, float[] images)
    {
        var features = new float[images.Length / backbone.Preprocessing.TensorLength * backbone.FeatureCount];
        return () => backbone.Extract(images, features);
    }

    /// <summary>The file as it is, but for a batch that is frozen in its input and output.</summary>
    private static InferenceSession Bare(string name)
    {
        var model = OnnxFile.Parse(name == "resnet18" ? ResNet18.NetworkPath : name);
        foreach (var tensor in model.Graph.Input.Concat(model.Graph.Output).Where(tensor => tensor.Type.TensorType.Shape.Dim.Count > 0))
            tensor.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "N" };
        model.Graph.ValueInfo.Clear();
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        return new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(model), options);
    }

    private static void RunBare(InferenceSession session, float[] images, int batch)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(images, [batch, 3, 224, 224]);
        using var results = session.Run(options, [session.InputNames[0]], [input], [session.OutputNames[0]]);
    }

    private static void Torch(string architecture, int batch)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Script, architecture, $"{batch}", $"{Rounds}"]) { RedirectStandardOutput = true })!;
            Console.Write(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("PyTorch is not here.");
        }
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        var values = new float[length];
        for (var i = 0; i < length; i++)
            values[i] = random.Next(256);
        return values;
    }
}
