using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>A network in ONNX Runtime.</summary>
internal sealed class OnnxBackbone : IBackbone
{
    /// <summary>Of the largest value; sums may be rounded otherwise in company.</summary>
    private const float LargestDifference = 1e-4f;

    /// <summary>Bytes of a model that is worth a collection of all that was let go of, which takes tens of milliseconds.</summary>
    private const int LargeModel = 16 << 20;

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly long[] _imageSides;

    /// <param name="cut">The network; its weights are let go of.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="optimized">Whether ONNX Runtime may join operations, which rounds otherwise.</param>
    /// <exception cref="BackboneException">ONNX Runtime refuses the network, or it fails on a blank picture.</exception>
    public OnnxBackbone(OnnxCut cut, BackboneOptions options, bool optimized = true)
    {
        (Identity, Preprocessing, Shaping, Parts) = (cut.Identity, cut.Preprocessing, cut.Shaping, cut.Parts);
        FeatureCount = Parts.Sum(part => part.Length);
        (_inputNames, _outputNames) = ([cut.InputName], [cut.OutputName]);
        _imageSides = Preprocessing.TensorSides;
        var model = cut.Model.ToByteArray();
        // The weights are in there once more; where nobody else holds them, they need not stay through the peak that follows.
        cut.Model.Graph.Initializer.Clear();
        if (model.Length > LargeModel)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        _session = OnnxSession.Create(model, cut.Folder, Identity.Name, options, optimized);
        try
        {
            TakesBatches = FindTakesBatches();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BackboneIdentity Identity { get; }

    public Preprocessing Preprocessing { get; }

    public FeatureShaping Shaping { get; }

    public int FeatureCount { get; }

    public ImmutableArray<FeaturePart> Parts { get; }

    /// <summary>Whether it gives each picture of a batch what it gives it alone; else they are run one by one.</summary>
    public bool TakesBatches { get; }

    public void Extract(ReadOnlyMemory<float> images, Memory<float> features)
    {
        var length = Preprocessing.TensorLength * Shaping.ViewCount;
        var count = images.Length / length;
        if (count * length != images.Length)
            throw new ArgumentException($"{images.Length} values are not whole images of {Shaping.ViewCount} x {Preprocessing.TensorLength}.", nameof(images));
        if (features.Length != count * FeatureCount)
            throw new ArgumentException($"{count} images give {count * FeatureCount} values, got room for {features.Length}.", nameof(features));
        var step = TakesBatches ? count : 1;
        for (var i = 0; i < count; i += step)
            Run(images.Slice(i * length, step * length), features.Slice(i * FeatureCount, step * FeatureCount), step);
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private void Run(ReadOnlyMemory<float> images, Memory<float> features, int count)
    {
        try
        {
            using var input = Tensor(MemoryMarshal.AsMemory(images), [count * Shaping.ViewCount, .. _imageSides]);
            using var output = Tensor(features, [count, FeatureCount]);
            _session.Run(_runOptions, _inputNames, [input], _outputNames, [output]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"The network '{Identity.Name}' fails on a batch of {count}: {OnnxSession.FirstLine(e)}.", Identity.Name, e);
        }
    }

    /// <summary>
    /// Whether two pictures give what each gives alone. Most networks do; but a number of pictures can be frozen so deep in
    /// one that it cannot be taken out, and one can mix its pictures without anybody noticing.
    /// </summary>
    private bool FindTakesBatches()
    {
        var length = Preprocessing.TensorLength * Shaping.ViewCount;
        var images = Noise(2 * length);
        var (together, alone) = (new float[2 * FeatureCount], new float[2 * FeatureCount]);
        for (var i = 0; i < 2; i++)
            RunAlone(images.AsMemory(i * length, length), alone.AsMemory(i * FeatureCount, FeatureCount));
        try
        {
            Run(images, together, 2);
        }
        catch (BackboneException)
        {
            return false;
        }

        // Also false where a value is not a number, which says nothing; one by one is safe.
        var largest = alone.Max(Math.Abs);
        return together.Zip(alone, (left, right) => Math.Abs(left - right)).All(difference => difference <= LargestDifference * largest);
    }

    private void RunAlone(ReadOnlyMemory<float> image, Memory<float> features)
    {
        try
        {
            Run(image, features, 1);
        }
        catch (BackboneException e) when (Shaping.ViewCount > 1)
        {
            throw new BackboneException($"'{Identity.Name}' takes one picture at a time, so that a mean over {Shaping.ViewCount} views of it is not possible. Leave out --flip and --crops.", Identity.Name, e);
        }
    }

    /// <summary>Pictures of noise, in the range that the network is used to.</summary>
    private float[] Noise(int length)
    {
        var random = new Random(1);
        var values = new float[length];
        for (var i = 0; i < length; i++)
            values[i] = ((random.Next(256) / Preprocessing.Divisor) - Preprocessing.Mean.Green) / Preprocessing.Std.Green;
        return values;
    }

    private static OrtValue Tensor(Memory<float> values, long[] shape) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
}
