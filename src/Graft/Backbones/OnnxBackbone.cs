using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>A network in ONNX Runtime, on the CPU.</summary>
internal sealed class OnnxBackbone : IBackbone
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly long[] _imageShape;
    private readonly long[] _featureShape;

    /// <summary>Loads a model whose batch dimension is free, with one input of images and at least one output.</summary>
    /// <param name="model">The serialised ONNX model.</param>
    /// <param name="identity">Its <see cref="BackboneIdentity.Layer"/> names the output to take.</param>
    /// <param name="preprocessing">What its input expects.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="BackboneException">ONNX Runtime refuses the model.</exception>
    public OnnxBackbone(byte[] model, BackboneIdentity identity, Preprocessing preprocessing, BackboneOptions options)
    {
        (Identity, Preprocessing) = (identity, preprocessing);
        try
        {
            using var session = new SessionOptions { IntraOpNumThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount };
            // Threads that spin while they wait for the next batch would take the cores from those that decode it.
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            _session = new InferenceSession(model, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"ONNX Runtime refuses the network '{identity.Name}': {FirstLine(e)}.", null, e);
        }

        _inputNames = [_session.InputNames[0]];
        _outputNames = [identity.Layer];
        _imageShape = Shape(_session.InputMetadata[_inputNames[0]]);
        _featureShape = Shape(_session.OutputMetadata[identity.Layer]);
        FeatureCount = checked((int)_featureShape.Skip(1).Aggregate(1L, (product, side) => product * side));
    }

    public BackboneIdentity Identity { get; }

    public Preprocessing Preprocessing { get; }

    public int FeatureCount { get; }

    public void Extract(ReadOnlyMemory<float> images, Memory<float> features)
    {
        var count = images.Length / Preprocessing.TensorLength;
        if (count * Preprocessing.TensorLength != images.Length)
            throw new ArgumentException($"{images.Length} values are not whole tensors of {Preprocessing.TensorLength}.", nameof(images));
        if (features.Length != count * FeatureCount)
            throw new ArgumentException($"{count} images give {count * FeatureCount} values, got room for {features.Length}.", nameof(features));
        if (count == 0)
            return;
        try
        {
            using var input = Tensor(MemoryMarshal.AsMemory(images), _imageShape, count);
            using var output = Tensor(features, _featureShape, count);
            _session.Run(_runOptions, _inputNames, [input], _outputNames, [output]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"The network '{Identity.Name}' fails on a batch of {count}: {FirstLine(e)}.", null, e);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private static OrtValue Tensor(Memory<float> values, long[] shape, int count) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, [count, .. shape.AsSpan(1)]);

    private static long[] Shape(NodeMetadata tensor) => Array.ConvertAll(tensor.Dimensions, side => (long)side);

    private static string FirstLine(OnnxRuntimeException e) => e.Message.Split('\n')[0].TrimEnd('.');
}
