using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Support;

/// <summary>Preprocessing as a graph of its own in ONNX Runtime: pixels in, a tensor out.</summary>
internal sealed class PixelGraph : IDisposable
{
    private readonly InferenceSession _session;

    public PixelGraph(Preprocessing preprocessing, IReadOnlyList<CropPosition>? crops = null, bool flip = false)
    {
        var graph = new GraphProto { Name = "pixels", Input = { OnnxNodes.PixelTensor("pixels") } };
        var tensor = PixelNodes.Append(new NodeWriter(graph, "n/"), "pixels", preprocessing, crops ?? [CropPosition.Center], flip);
        graph.Output.Add(new ValueInfoProto { Name = tensor });
        // Many small graphs that run once or twice: making them quicker takes longer than they do.
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        _session = new InferenceSession(OnnxNodes.Model(graph).ToByteArray(), options);
    }

    /// <summary>The tensors of pictures of one size.</summary>
    public float[] Run(params RgbImage[] pictures)
    {
        var pixels = pictures.SelectMany(picture => picture.Pixels.ToArray()).ToArray();
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [pictures.Length, pictures[0].Height, pictures[0].Width, 3]);
        using var results = _session.Run(run, ["pixels"], [input], _session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}
