using System.Collections.Immutable;
using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Benchmarks;

/// <summary>
/// An epoch of fine-tuning ResNet18's last stage, from activations in a file, beside a bare TorchSharp loop that has the same
/// layers as modules, TorchSharp's own AdamW, and all activations ready in tensors.
/// </summary>
internal static class FineTuningSpeed
{
    private const int Rounds = 5;
    private const int BatchSize = 32;

    /// <param name="args">A folder of labelled photos; at most 512 of them are used.</param>
    public static void Run(string[] args)
    {
        TorchLibrary.SetThreads(0);
        var images = ImageInput.Open(args[0]);
        var split = BackboneModel.Open("resnet18").Split(new FeatureOptions(), "layer4");
        var folder = Directory.CreateTempSubdirectory("graft-tune-");
        try
        {
            var path = Path.Combine(folder.FullName, "activations.h5");
            using (var backbone = new OnnxBackbone(ActivationFile.CutOf(split, withActivations: true), new BackboneOptions()))
                ActivationFile.EnsureAsync(backbone, Some(images, 512), path, new FineTuningOptions(), null, CancellationToken.None).GetAwaiter().GetResult();
            Compare(split, path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ImageSet Some(ImageSet images, int count) =>
        new([.. Enumerable.Range(0, Math.Min(count, images.Images.Length)).Select(i => images.Images[(int)((long)i * images.Images.Length / Math.Min(count, images.Images.Length))])], images.LabelNames, [], images.Content);

    private static void Compare(SplitNetwork split, string path)
    {
        using var file = FeatureFile.Open(path);
        var options = new FineTuningOptions { Epochs = 1, BatchSize = BatchSize, Patience = 0, WarmupEpochs = 0 };
        var data = new TuningData(file.Labels, file.LabelNames, [.. Enumerable.Range(0, file.RowCount)], [], []);
        using var network = new TunedNetwork(split, options, file.LabelNames.Length);
        using var activations = new StoredActivations(path, ActivationFile.LayersOf(split));
        using var bare = new BareLoop(file, path, split.Boundary[0]);
        List<double> ours = [], theirs = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var graft = Seconds(() => new TuningLoop(network, activations, data, options, null).Run(null, CancellationToken.None));
            var torch = Seconds(bare.Epoch);
            // The first makes room and chooses ways.
            if (round == 0)
                continue;
            ours.Add(file.RowCount / graft);
            theirs.Add(file.RowCount / torch);
            Console.WriteLine($"round {round}: Graft {ours[^1]:F1} photos/s, bare loop {theirs[^1]:F1}");
        }

        Console.WriteLine($"median: Graft {Statistics.Median(ours):F1} photos/s, bare loop {Statistics.Median(theirs):F1}, ratio {Statistics.Median([.. ours.Zip(theirs, (a, b) => a / b)]):F2}");
    }

    private static double Seconds(Action work)
    {
        var time = Stopwatch.StartNew();
        work();
        return time.Elapsed.TotalSeconds;
    }

    private sealed class BareLoop : IDisposable
    {
        private readonly Module<Tensor, Tensor> _first = Sequential(Conv2d(256, 512, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(512), ReLU(), Conv2d(512, 512, 3, padding: 1, bias: false), BatchNorm2d(512));
        private readonly Module<Tensor, Tensor> _shortcut = Sequential(Conv2d(256, 512, 1, stride: 2, bias: false), BatchNorm2d(512));
        private readonly Module<Tensor, Tensor>[] _others = [.. Enumerable.Range(0, 2).Select(_ => Sequential(
            Conv2d(512, 512, 3, padding: 1, bias: false), BatchNorm2d(512), ReLU(), Conv2d(512, 512, 3, padding: 1, bias: false), BatchNorm2d(512)))];

        private readonly Module<Tensor, Tensor> _head;
        private readonly ImmutableArray<(Tensor Values, Tensor Labels)> _batches;
        private readonly optim.Optimizer _optimizer;

        public BareLoop(FeatureFile file, string path, BoundaryTensor boundary)
        {
            _head = Linear(512, file.LabelNames.Length);
            using var rows = FeatureFile.Open(path, boundary.Name);
            _batches = [.. Enumerable.Range(0, file.RowCount).Chunk(BatchSize).Select(batch =>
            {
                var values = new float[batch.Length * boundary.Length];
                rows.ReadRows(batch, values);
                return (tensor(values).reshape([batch.Length, .. boundary.Shape]), tensor(Array.ConvertAll(batch, row => (long)file.Labels[row])));
            })];
            Module<Tensor, Tensor>[] all = [_first, _shortcut, .. _others, _head];
            // As fine-tuning does: batch normalisations keep their statistics.
            foreach (var module in all)
                module.eval();
            _optimizer = optim.AdamW(all.SelectMany(module => module.parameters()), 1e-4);
        }

        public void Epoch()
        {
            foreach (var (values, labels) in _batches)
            {
                using var scope = NewDisposeScope();
                var map = functional.relu(_first.call(values) + _shortcut.call(values));
                foreach (var block in _others)
                    map = functional.relu(block.call(map) + map);
                var loss = functional.cross_entropy(_head.call(map.mean([2, 3])), labels, label_smoothing: 0.1);
                _optimizer.zero_grad();
                loss.backward();
                _optimizer.step();
                loss.item<float>();
            }
        }

        public void Dispose()
        {
            foreach (var (values, labels) in _batches)
            {
                values.Dispose();
                labels.Dispose();
            }

            _optimizer.Dispose();
        }
    }
}
