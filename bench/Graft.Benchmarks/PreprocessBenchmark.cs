using BenchmarkDotNet.Attributes;

namespace Graft.Benchmarks;

/// <summary>A common photo size to a common network size; the plain loops are the baseline.</summary>
[MemoryDiagnoser]
public class PreprocessBenchmark
{
    private readonly RgbImage _photo = Noise(500, 375);
    private readonly byte[] _pixels = new byte[224 * 224 * 3];
    private readonly float[] _tensor = new float[224 * 224 * 3];
    private Preprocessor _preprocessor = null!;

    [Params(Interpolation.Bilinear, Interpolation.Bicubic, Interpolation.Lanczos)]
    public Interpolation Interpolation { get; set; }

    /// <summary>A picture of seeded noise; resizing takes the same time whatever it shows.</summary>
    internal static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(20260).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    [GlobalSetup]
    public void Setup() => _preprocessor = new Preprocessor(new()
    {
        Width = 224,
        Height = 224,
        Interpolation = Interpolation,
        Divisor = 255,
        Mean = new(0.485f, 0.456f, 0.406f),
        Std = new(0.229f, 0.224f, 0.225f),
    });

    [Benchmark(Baseline = true)]
    public void ResizePlain() => Resize(vectorised: false);

    [Benchmark]
    public void ResizeVectorised() => Resize(vectorised: Resampler.CanVectorise);

    [Benchmark]
    public void WholeTensor() => _preprocessor.Apply(_photo, _tensor);

    private void Resize(bool vectorised) =>
        Resampler.Resize(_photo, ResizeWindow.Whole(224, 224), Interpolation, new(_pixels, 224 * 3), vectorised);
}
