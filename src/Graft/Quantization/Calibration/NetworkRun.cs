using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace Graft;

/// <summary>A network in ONNX Runtime, of which some tensors are looked at.</summary>
internal sealed class NetworkRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _network;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly long[] _sides;

    /// <param name="model">One input of pictures; its weights are in it.</param>
    /// <param name="preprocessing">The size of pictures.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="BackboneException">ONNX Runtime refuses it.</exception>
    public NetworkRun(ModelProto model, Preprocessing preprocessing, string network, BackboneOptions options)
    {
        _network = network;
        _inputs = [model.Graph.Input[0].Name];
        _sides = preprocessing.TensorSides;
        _session = OnnxSession.Create(model.ToByteArray(), ".", network, options);
        _outputs = [.. model.Graph.Output.Select(output => output.Name).Where(name => _session.OutputMetadata[name] is { IsTensor: true, ElementDataType: TensorElementType.Float })];
    }

    /// <summary>Names of the tensors that are looked at: of the model's results those that are float32.</summary>
    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>Runs some pictures.</summary>
    /// <returns>The tensors; dispose them after use.</returns>
    /// <exception cref="BackboneException">The network fails.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(Memory<float> images)
    {
        try
        {
            var count = images.Length / (_sides[0] * _sides[1] * _sides[2]);
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, images, [count, .. _sides]);
            return _session.Run(_options, _inputs, [input], _outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"The network '{_network}' fails: {OnnxSession.FirstLine(e)}.", _network, e);
        }
    }

    /// <summary>Runs one picture; the tensors come one behind the other.</summary>
    public float[] RunFlat(float[] image)
    {
        using var tensors = Run(image);
        var values = new float[tensors.Sum(tensor => tensor.GetTensorDataAsSpan<float>().Length)];
        var rest = values.AsSpan();
        foreach (var tensor in tensors)
        {
            tensor.GetTensorDataAsSpan<float>().CopyTo(rest);
            rest = rest[tensor.GetTensorDataAsSpan<float>().Length..];
        }

        return values;
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
