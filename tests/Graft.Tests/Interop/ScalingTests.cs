using System.Runtime.InteropServices;
using Google.Protobuf;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft.Tests.Interop;

/// <summary>What is done with rows first, against scikit-learn and in ONNX Runtime.</summary>
public sealed class ScalingTests : IDisposable
{
    private const int Width = 53;

    private const string Script = """
        import sys
        import numpy as np
        from sklearn.preprocessing import StandardScaler, normalize
        # scikit-learn takes rows shorter than 2e-15 for zeros; these are made longer first.
        normalized = lambda x: normalize(x / np.abs(x).max(axis=1, keepdims=True))
        width = int(sys.argv[1])
        for case in sys.argv[2:]:
            x = np.fromfile(case + ".features", "<f4").reshape(-1, width).astype(float)
            if "Standardize" in case:
                x = StandardScaler().fit_transform(x)
            if "SqrtL2" in case:
                x = np.sign(x) * np.sqrt(np.abs(x))
            if "L2" in case:
                x = normalized(x)
            x.tofile(case + ".scaled")
        """;

    private const string StatisticsScript = """
        import sys
        import numpy as np
        from sklearn.preprocessing import StandardScaler
        folder, width = sys.argv[1], int(sys.argv[2])
        scaler = StandardScaler().fit(np.fromfile(folder + "/features", "<f4").reshape(-1, width).astype(float))
        np.concatenate([scaler.mean_, 1 / scaler.scale_]).tofile(folder + "/statistics")
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_scaled_as_scikit_learn_does_and_ONNX_runtime_too()
    {
        // Squares of the huge ones overflow float32, and those of the tiny ones vanish in it.
        (FeatureScaling Scaling, float Unit)[] cases =
        [
            (FeatureScaling.None, 1), (FeatureScaling.Standardize, 1), (FeatureScaling.Standardize, 1e30f), (FeatureScaling.Standardize, 1e-30f),
            (FeatureScaling.L2, 1), (FeatureScaling.L2, 1e30f), (FeatureScaling.L2, 1e-30f),
            (FeatureScaling.SqrtL2, 1), (FeatureScaling.SqrtL2, 1e37f), (FeatureScaling.SqrtL2, 1e-37f),
        ];
        string[] paths = [.. cases.Select((one, i) => _folder[$"{i}{one.Scaling}"])];
        for (var i = 0; i < cases.Length; i++)
            File.WriteAllBytes(paths[i] + ".features", MemoryMarshal.AsBytes(Rows(cases[i].Unit).Features.Span));
        Oracle.PythonText("sklearn", Script, [$"{Width}", .. paths]);
        for (var i = 0; i < cases.Length; i++)
            AssertSame(Rows(cases[i].Unit), cases[i].Scaling, MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(paths[i] + ".scaled")));
    }

    [Theory]
    [InlineData(FeatureScaling.L2)]
    [InlineData(FeatureScaling.SqrtL2)]
    public void A_row_of_zeros_stays_one(FeatureScaling scaling)
    {
        var (scaler, rows) = (RowScaler.ByRow(scaling), new float[2 * Width]);
        rows[3] = -2;
        Assert.Equal(new float[Width], InOnnxRuntime(scaler, [.. rows])[Width..]);
        scaler.Apply(rows, Width);
        Assert.Equal(new float[Width], rows[Width..]);
        Assert.Equal(-1, rows[3]);
    }

    [Fact]
    public void The_smallest_and_the_largest_numbers_have_a_direction()
    {
        var scaler = RowScaler.ByRow(FeatureScaling.L2);
        float[] rows = [float.Epsilon, 0, float.MaxValue, -float.MaxValue];
        var there = InOnnxRuntime(scaler, [.. rows], 2);
        scaler.Apply(rows, 2);
        Assert.Equal(rows, there);
        Assert.Equal([1, 0, (float)Math.Sqrt(0.5), -(float)Math.Sqrt(0.5)], rows);
    }

    [Fact]
    public void Statistics_are_those_of_scikit_learn_however_the_rows_come()
    {
        // Wide enough that a file is read in several blocks.
        const int Wide = 30_000;
        var set = TestFeatures.Make(90, Wide, 3, seed: 2);
        var values = set.Features.ToArray();
        for (var row = 0; row < set.RowCount; row++)
            (values[row * Wide], values[row * Wide + 1], values[row * Wide + 2]) = (0.1f, 0, 1e4f + 1e-2f * row);
        set = TestFeatures.Of(values, set.Labels, 3);
        File.WriteAllBytes(_folder["features"], MemoryMarshal.AsBytes(set.Features.Span));
        Oracle.PythonText("sklearn", StatisticsScript, _folder.Path, $"{Wide}");
        var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(_folder["statistics"])).ToArray();
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], set));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 1 };

        var statistics = FeatureStatistics.Of(file, withScale: true, parallel);
        for (var j = 0; j < Wide; j++)
        {
            AssertClose(expected[j], statistics.Center[j], 1e-7, 0, j);
            AssertClose(expected[Wide + j], statistics.InverseScale[j], 1e-7, 0, j);
        }

        Assert.Equal([1f, 1f], statistics.InverseScale[..2]);
        var memory = FeatureStatistics.Of(set, withScale: true, new ParallelOptions { MaxDegreeOfParallelism = 3 });
        Assert.Equal(statistics.Center, memory.Center);
        Assert.Equal(statistics.InverseScale, memory.InverseScale);
        Assert.All(FeatureStatistics.Of(set, withScale: false, parallel).InverseScale, scale => Assert.Equal(1, scale));
    }

    private static void AssertSame(FeatureSet set, FeatureScaling scaling, ReadOnlySpan<double> expected)
    {
        var scaler = ScalerOf(set, scaling);
        var here = set.Features.ToArray();
        scaler.Apply(here, Width);
        var there = InOnnxRuntime(scaler, set.Features.ToArray());
        Assert.Equal(here.Length, expected.Length);

        // A standardised value near 0 is a difference of larger ones, and as good as these.
        var floor = scaling == FeatureScaling.Standardize ? 1 : 0;
        for (var i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], here[i], 1e-6, floor, i);
            AssertClose(here[i], there[i], 1e-6, 0, i);
        }
    }

    private static FeatureSet Rows(float unit)
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 40 * Width).Select(i => i % 5 == 0 ? 0 : (random.NextSingle() - 0.3f) * unit).ToArray();
        return TestFeatures.Of(values, [.. Enumerable.Range(0, 40).Select(row => row % 2)], 2);
    }

    private static RowScaler ScalerOf(FeatureSet set, FeatureScaling scaling)
    {
        if (scaling != FeatureScaling.Standardize)
            return RowScaler.ByRow(scaling);
        var statistics = FeatureStatistics.Of(set, withScale: true, new ParallelOptions());
        return RowScaler.Standardize(statistics.Center, statistics.InverseScale);
    }

    private static float[] InOnnxRuntime(RowScaler scaler, float[] rows, int width = Width)
    {
        var graph = new GraphProto
        {
            Name = "scaling",
            Input = { OnnxNodes.Tensor("features", DataType.Float, width) },
            Output = { OnnxNodes.Tensor("scaled", DataType.Float, width) },
        };
        graph.Node.Add(OnnxNodes.Node("Identity", [OnnxScaling.Append(graph, scaler, "features")], "scaled"));
        using var session = new InferenceSession(OnnxNodes.Model(graph).ToByteArray());
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / width, width]);
        using var results = session.Run(options, ["features"], [input], ["scaled"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(double expected, double actual, double tolerance, double floor, int place) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(floor, Math.Abs(expected)), $"value {place}: {expected} and {actual}");
}
