using System.Collections.Immutable;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Writes a tuned network, and tries what lies on the disk in ONNX Runtime on photos before the file gets its name.</summary>
internal static class TunedFileWriter
{
    /// <summary>Probabilities of PyTorch and of ONNX Runtime differ by less; they sum in another order, through the whole network.</summary>
    private const double Tolerance = 1e-4;

    private const int PhotoCount = 16;

    /// <param name="path">The file.</param>
    /// <param name="whole">What is written.</param>
    /// <param name="network">The same network in PyTorch.</param>
    /// <param name="activations">Of the photos.</param>
    /// <param name="images">All images.</param>
    /// <param name="files">The image of each row.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <exception cref="OutputException">It cannot be written, or gives other answers than PyTorch.</exception>
    public static async Task WriteAsync(
        string path, WholeFile whole, TunedNetwork network, IActivations activations, ImageSet images, ImmutableArray<ImageFile> files, CancellationToken cancellationToken)
    {
        whole.CheckSize(path);
        using var output = new OutputFile(path, OnnxNodes.IsModel);
        output.Write(whole.Model.WriteTo);
        var rows = EvenSpread.Places(files.Length, PhotoCount);
        await CheckAsync(path, ReadBack(output), network, activations, images, rows, files, cancellationToken).ConfigureAwait(false);
        output.Complete();
    }

    private static WholeFile ReadBack(OutputFile output)
    {
        var bytes = new byte[output.Stream.Length];
        output.Write(stream =>
        {
            stream.Position = 0;
            stream.ReadExactly(bytes);
        });
        return WholeFile.Read(Onnx.ModelProto.Parser.ParseFrom(bytes), output.Path);
    }

    private static async Task CheckAsync(
        string path, WholeFile written, TunedNetwork network, IActivations activations, ImageSet images, ImmutableArray<int> rows, ImmutableArray<ImageFile> files, CancellationToken cancellationToken)
    {
        var expected = Probabilities(network, activations, rows, cancellationToken);
        using var session = new OnnxBackbone(written.ToCut(path), new BackboneOptions());
        var pipeline = new FeaturePipeline(session, images.Content, new ExtractionOptions { BatchSize = 1 });
        var row = 0;
        await foreach (var batch in pipeline.RunAsync([.. rows.Select(row => files[row])], cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Features.Length; i++)
            {
                var difference = Math.Abs(batch.Features[i] - expected[row * session.FeatureCount + i]);
                if (!(difference <= Tolerance))
                    throw new OutputException($"'{path}' was not written: in ONNX Runtime the tuned network gives probabilities that differ by {difference:G3} from PyTorch's for '{batch.Images[0].File.Path}'. Please report this.", path);
            }

            row += batch.RowCount;
        }
    }

    private static float[] Probabilities(TunedNetwork network, IActivations activations, ImmutableArray<int> rows, CancellationToken cancellationToken)
    {
        var probabilities = new List<float>();
        using var noGradients = no_grad();
        foreach (var batch in activations.Read(rows, PhotoCount, 0, cancellationToken))
        {
            using var scope = NewDisposeScope();
            probabilities.AddRange(network.Forward(batch, training: false).softmax(1).data<float>());
        }

        return [.. probabilities];
    }
}
