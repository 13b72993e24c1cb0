using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Benchmarks;

/// <summary>
/// The matrix products of linear models, X Y^T with X of shape (m, k) and Y of shape (n, k), by what could make them: our
/// kernels, ONNX Runtime's MatMul, System.Numerics.Tensors, and OpenBLAS' sgemm through NumPy. Ours and ONNX Runtime's have Y
/// packed before, as it is where they are used.
/// </summary>
internal static class ProductSpeed
{
    private const int Repeats = 7;

    private static readonly (int M, int K, int N)[] Shapes = [(1500, 25088, 1500), (1500, 1500, 20), (1500, 25088, 20), (4000, 512, 104), (1500, 1500, 1500)];

    public static void Run(string[] args)
    {
        var threads = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        Console.WriteLine($"GFLOP/s with {threads} threads, medians of {Repeats}");
        Console.WriteLine($"{"m",6} {"k",6} {"n",6} {"ours",8} {"ORT",8} {"Tensors",8} {"OpenBLAS",9}");
        foreach (var (m, k, n) in Shapes)
        {
            var (x, y) = (Noise(m * k, 1), Noise(n * k, 2));
            var flops = 2.0 * m * k * n;
            var (panels, product) = (Pack(y, k, n), new double[m * (n + 48)]);
            var ours = Time(() => Ours(x, panels, product, m, k, n, threads));
            using var session = Session(y, k, n, threads);
            var runtime = Time(() => OnnxRuntime(session, x, m, k));
            var tensors = m * (double)k * n > 1e10 ? double.NaN : Time(() => Tensors(x, y, m, k, n, threads));
            var blas = Blas(m, k, n, threads);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{m,6} {k,6} {n,6} {flops / ours / 1e9,8:F0} {flops / runtime / 1e9,8:F0} {flops / tensors / 1e9,8:F0} {blas,9:F0}"));
        }
    }

    /// <summary>Panels of 48 rows of Y, transposed: the form in which linear models keep what they multiply by.</summary>
    private static AlignedFloats Pack(float[] y, int k, int n)
    {
        var width = PanelWidth(n);
        var panels = new AlignedFloats((n + width - 1) / width * width * k);
        for (var row = 0; row < n; row++)
        {
            var panel = panels.Span[(row / width * width * k)..];
            for (var j = 0; j < k; j++)
                panel[(j * width) + (row % width)] = y[(row * k) + j];
        }

        return panels;
    }

    private static int PanelWidth(int n) => Math.Min(48, MatrixKernels.Padded(n));

    private static unsafe void Ours(float[] x, AlignedFloats panels, double[] product, int m, int k, int n, int threads)
    {
        const int Rows = 48;
        const int Depth = 1024;
        var width = PanelWidth(n);
        var padded = (n + width - 1) / width * width;
        Parallel.For(0, (m + Rows - 1) / Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            fixed (float* rows = x)
            fixed (double* products = product)
            {
                var first = block * Rows;
                for (var depth = 0; depth < k; depth += Depth)
                {
                    for (var column = 0; column < padded; column += width)
                    {
                        MatrixKernels.AddProduct(
                            rows + ((nint)first * k) + depth, k, 1, Math.Min(Rows, m - first),
                            panels.Pointer + ((nint)column * k) + (depth * width), width, Math.Min(Depth, k - depth), width,
                            products + ((nint)first * padded) + column, padded);
                    }
                }
            }
        });
    }

    private static InferenceSession Session(float[] y, int k, int n, int threads)
    {
        var transposed = new float[y.Length];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
                transposed[j * n + i] = y[i * k + j];
        }

        var model = OnnxNodes.Model(new GraphProto
        {
            Name = "product",
            Input = { OnnxNodes.Tensor("x", TensorProto.Types.DataType.Float, k) },
            Output = { OnnxNodes.Tensor("z", TensorProto.Types.DataType.Float, n) },
            Initializer = { OnnxTensors.Of("y", transposed, k, n) },
            Node = { OnnxNodes.Node("MatMul", ["x", "y"], "z") },
        });
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        return new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(model), options);
    }

    private static void OnnxRuntime(InferenceSession session, float[] x, int m, int k)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x, [m, k]);
        using var results = session.Run(options, ["x"], [input], ["z"]);
    }

    private static void Tensors(float[] x, float[] y, int m, int k, int n, int threads)
    {
        var product = new float[m * n];
        Parallel.For(0, m, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            for (var j = 0; j < n; j++)
                product[i * n + j] = TensorPrimitives.Dot(x.AsSpan(i * k, k), y.AsSpan(j * k, k));
        });
    }

    private static double Blas(int m, int k, int n, int threads)
    {
        var script = $"""
            import time, numpy as np
            from threadpoolctl import threadpool_limits
            x, y = np.random.rand({m}, {k}).astype("f4"), np.random.rand({n}, {k}).astype("f4")
            with threadpool_limits({threads}):
                times = []
                for i in range({Repeats} + 1):
                    start = time.perf_counter(); x @ y.T; times.append(time.perf_counter() - start)
            print({2.0 * m * k * n} / sorted(times[1:])[{Repeats} // 2] / 1e9)
            """;
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", ["-c", script]) { RedirectStandardOutput = true })!;
        return double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }

    private static double Time(Action action)
    {
        action();
        return Enumerable.Range(0, Repeats).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }).Median();
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
