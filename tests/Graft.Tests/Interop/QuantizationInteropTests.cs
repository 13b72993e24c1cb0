using Google.Protobuf;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>Quantised networks, held to ONNX's own checker and to what ONNX Runtime makes of them.</summary>
public sealed class QuantizationInteropTests : IDisposable
{
    private const string Checker = """
        import json, sys
        import onnx
        from onnx import checker, shape_inference
        found = {}
        for path in sys.argv[1:]:
            model = onnx.load(path)
            checker.check_model(model, full_check=True)
            inferred = shape_inference.infer_shapes(model, strict_mode=True)
            types = {v.name: v.type.tensor_type.elem_type for v in inferred.graph.value_info}
            found[path] = {
                "domains": sorted({o.domain for o in model.opset_import}),
                "uint8": sum(1 for n in model.graph.node if n.op_type == "QuantizeLinear" and types.get(n.output[0]) == onnx.TensorProto.UINT8),
                "int8": sum(1 for t in model.graph.initializer if t.data_type == onnx.TensorProto.INT8 and t.name.endswith("/quantized_weights")),
                "float": sum(1 for t in model.graph.initializer if t.data_type == onnx.TensorProto.FLOAT and len(t.dims) > 1),
            }
        print(json.dumps(found))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_is_valid_ONNX_of_standard_operators()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 6);
        TestNetworkOfAll().Save(_folder["all.onnx"]);
        _folder.Write("all.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        foreach (var network in new[] { _folder["net.onnx"], _folder["all.onnx"] })
            await Quantize(network, network + ".int8.onnx");
        await Quantize("resnet18", _folder["r.int8.onnx"]);

        var found = Oracle.Python("onnx", Checker, _folder["net.onnx.int8.onnx"], _folder["all.onnx.int8.onnx"], _folder["r.int8.onnx"]);

        foreach (var file in found.EnumerateObject())
            Assert.Equal([""], file.Value.GetProperty("domains").EnumerateArray().Select(domain => domain.GetString()));
        Assert.Equal(22, found.GetProperty(_folder["r.int8.onnx"]).GetProperty("int8").GetInt32());
        // The mean picture that it subtracts.
        Assert.Equal(1, found.GetProperty(_folder["r.int8.onnx"]).GetProperty("float").GetInt32());
        Assert.Equal(0, found.GetProperty(_folder["all.onnx.int8.onnx"]).GetProperty("float").GetInt32());
        Assert.True(found.GetProperty(_folder["all.onnx.int8.onnx"]).GetProperty("uint8").GetInt32() > 5);
    }

    [Fact]
    public void ONNX_Runtime_joins_every_operator_to_one_of_whole_numbers()
    {
        var network = TestNetworkOfAll();
        var graph = SmallQuantizer.Fold(network, "end");
        var model = QuantizedGraph.Build(graph, SmallQuantizer.Measure(graph, SmallQuantizer.Pictures(4)).Plan(RangeMethod.MinMax, new HashSet<string>()), ["end"]);

        using (var options = new SessionOptions { OptimizedModelFilePath = _folder["joined.onnx"], GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR })
            new InferenceSession(model.ToByteArray(), options).Dispose();

        var operators = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["joined.onnx"])).Graph.Node.Select(node => node.OpType).ToHashSet();
        Assert.Superset(new HashSet<string> { "QLinearConv", "QLinearAdd", "QLinearMul", "QLinearConcat", "QLinearAveragePool", "QLinearGlobalAveragePool", "QGemm" }, operators);
        Assert.DoesNotContain(operators, op => op is "Conv" or "Gemm" or "MatMul" or "Add" or "Mul" or "AveragePool" or "GlobalAveragePool" or "Relu");
    }

    [Fact]
    public async Task A_Graft_file_is_told_from_one_that_another_tool_quantised()
    {
        // As ONNX Runtime's own tool writes them, with QLinearConv.
        var network = SmallQuantizer.Network();
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "scale", DataType = 1, FloatData = { 0.01f } });
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "zero", DataType = 2, Int32Data = { 128 } });
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "w_zero", DataType = 3, Int32Data = { 0 } });
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 3, Dims = { 4, 3, 1, 1 }, Int32Data = { Enumerable.Range(-6, 12) } });
        network.Node("QuantizeLinear", "xq", ["x", "scale", "zero"]).Node("QLinearConv", "yq", ["xq", "scale", "zero", "w", "scale", "w_zero", "scale", "zero"]).Node("DequantizeLinear", "end", ["yq", "scale", "zero"])
            .Output("end", 0, 4, SmallQuantizer.Side, SmallQuantizer.Side).Save(_folder["other.onnx"]);
        _folder.Write("other.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        TinyPhotos.Photos(_folder, 2);

        var model = BackboneModel.Open(_folder["other.onnx"]);

        Assert.Equal(BackbonePrecision.Int8, model.Precision);
        Assert.Null(model.Quantization);
        using var backbone = model.Cut();
        Assert.Equal(BackbonePrecision.Int8, backbone.Identity.Precision);
        await Assert.ThrowsAsync<BackboneException>(() => Quantize(_folder["other.onnx"], _folder["again.onnx"]));
    }

    private Task<QuantizationReport> Quantize(string network, string path)
    {
        TinyPhotos.Photos(_folder, 2);
        return BackboneQuantization.RunAsync(
            BackboneModel.Open(network), ImageInput.OpenAny(_folder["사진"]), path, new QuantizationOptions { TestCount = 0, CalibrationCount = 4 }, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Every operator that there is a form of whole numbers for.</summary>
    private static TestNetwork TestNetworkOfAll() => SmallQuantizer.Network()
        .Weights("w1", 8, 3, 3, 3).Weights("b1", 8).Node("Conv", "a", ["x", "w1", "b1"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "ra", ["a"])
        .Weights("w2", 8, 1, 3, 3).Node("Conv", "b", ["ra", "w2"], ("group", 8), ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Add", "sum", ["ra", "b"]).Node("Relu", "rsum", ["sum"]).Node("Mul", "product", ["rsum", "b"]).Node("Concat", "joined", ["product", "rsum"], ("axis", 1))
        .Node("MaxPool", "max", ["joined"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
        .Node("AveragePool", "mean", ["max"], ("kernel_shape", new long[] { 2, 2 })).Weights("w3", 6, 16, 1, 1).Node("Conv", "c", ["mean", "w3"])
        .Node("GlobalAveragePool", "pooled", ["c"]).Node("Flatten", "flat", ["pooled"]).Weights("w4", 6, 5).Weights("b4", 5).Node("Gemm", "end", ["flat", "w4", "b4"]).Output("end", 0, 5);
}
