using BenchmarkDotNet.Running;
using Graft.Benchmarks;

// A verb runs a comparison with another program; anything else is for BenchmarkDotNet.
var comparisons = new Dictionary<string, Action<string[]>>(StringComparer.Ordinal)
{
    ["backbone"] = BackboneSpeed.Run,
    ["export"] = ExportSpeed.Run,
    ["check"] = CheckBenchmark.Run,
    ["finetune"] = FineTuningSpeed.Run,
    ["extract"] = ExtractBenchmark.Run,
    ["extract-memory"] = ExtractMemory.Run,
    ["fit"] = FitBenchmark.Run,
    ["forest"] = ForestBenchmark.Run,
    ["grid"] = GridBenchmark.Run,
    ["layer-accuracy"] = LayerAccuracy.Run,
    ["merge"] = MergeSpeed.Run,
    ["pack"] = PackBenchmark.Run,
    ["products"] = ProductSpeed.Run,
    ["quantize"] = QuantizedSpeed.Run,
    ["resize"] = ResizeComparison.Run,
    ["serve"] = ServeBenchmark.Run,
    ["store"] = StoreBenchmark.Run,
    ["store-large"] = StoreLarge.Run,
    ["train-memory"] = TrainMemory.Run,
};

if (args.Length > 0 && comparisons.TryGetValue(args[0], out var run))
    run(args[1..]);
else
    BenchmarkSwitcher.FromAssembly(typeof(PreprocessBenchmark).Assembly).Run(args);
