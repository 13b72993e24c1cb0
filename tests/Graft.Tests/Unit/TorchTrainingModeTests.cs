using Graft.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Tests.Unit;

/// <summary>What is different while a converted network trains, and what it leaves behind.</summary>
public class TorchTrainingModeTests
{
    [Fact]
    public void Dropout_leaves_out_its_share_only_while_training()
    {
        Torch.Require();
        const int Width = 1000;
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Of(new TestNetwork([0, Width], opset: 7).Node("Dropout", "y", ["x"], ("ratio", 0.2f)).Output("y").Model, "net");
        var rows = ones(4, Width);

        manual_seed(3);
        var dropped = network.Forward([rows], new ForwardMode(Dropout: true)).data<float>().ToArray();
        manual_seed(3);
        var again = network.Forward([rows], new ForwardMode(Dropout: true)).data<float>().ToArray();

        Assert.All(network.Forward([rows]).data<float>().ToArray(), value => Assert.Equal(1, value));
        Assert.Equal(dropped, again);
        Assert.All(dropped, value => Assert.True(value == 0 || Math.Abs(value - 1.25f) < 1e-6f));
        Assert.InRange(dropped.Count(value => value == 0), 700, 900);
    }

    [Fact]
    public void Statistics_move_towards_the_batch_only_where_that_is_asked_for()
    {
        Torch.Require();
        const float Momentum = 0.7f;
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Of(Normalised(["mean", "variance"], ["mean2", "variance2"]).Model, "net");
        var values = TorchRun.Values([5, 2]);
        var before = Statistics(network);

        network.Forward([tensor(values, [5L, 2])]);
        Assert.Equal(before, Statistics(network));
        network.Forward([tensor(values, [5L, 2])], new ForwardMode(UpdatesStatistics: true));

        var after = Statistics(network);
        Assert.Equal(["mean", "variance", "mean2", "variance2"], network.Statistics.Select(statistic => statistic.Name));
        for (var channel = 0; channel < 2; channel++)
        {
            double[] column = [.. values.Where((_, i) => i % 2 == channel).Select(value => (double)value)];
            var variance = column.Sum(value => Math.Pow(value - column.Average(), 2)) / 4;
            Assert.Equal((Momentum * before[0][channel]) + ((1 - Momentum) * column.Average()), after[0][channel], 1e-5);
            Assert.Equal((Momentum * before[1][channel]) + ((1 - Momentum) * variance), after[1][channel], 1e-5);
        }
    }

    [Fact]
    public void Statistics_that_two_layers_share_stay()
    {
        Torch.Require();
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Of(Normalised(["mean", "variance"], ["mean", "variance"]).Model, "net");
        var before = Statistics(network);

        network.Forward([tensor(TorchRun.Values([5, 2]), [5L, 2])], new ForwardMode(UpdatesStatistics: true));

        Assert.Equal(before, Statistics(network));
    }

    [Fact]
    public void Training_leaves_no_tensor_behind()
    {
        Torch.Require();
        var layers = new TestNetwork([0, 3, 9, 9]).Weights("w", 4, 3, 3, 3).Node("Conv", "c", ["x", "w"], ("pads", new long[] { 0, 0, 1, 1 })).Weights("scale", 4).Weights("shift", 4).Weights("mean", 4);
        layers.Model.Graph.Initializer.Add(OnnxNodes.Values("variance", TorchRun.Values([4], least: 0.5f).SelectMany(BitConverter.GetBytes).ToArray(), 4));
        layers.Node("BatchNormalization", "n", ["c", "scale", "shift", "mean", "variance"]).Node("Relu", "r", ["n"]).Node("Dropout", "d", ["r"]).Node("Identity", "i", ["d"]).Node("Add", "a", ["i", "r"])
            .Node("AveragePool", "p", ["a"], ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 })).Node("LRN", "l", ["p"], ("size", 3)).Node("Softmax", "s", ["l"], ("axis", 1))
            .Node("Split", "s1", ["s"], ("axis", 1)).And("s2").Node("Concat", "k", ["s2", "s1"], ("axis", 1)).Node("Flatten", "y", ["k"]).Output("y");
        using var network = TorchNetwork.Of(layers.Model, "net");
        using var pictures = rand(2, 3, 9, 9);
        Train();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 200; i++)
            Train();

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.False(pictures.IsInvalid);

        void Train()
        {
            using var scope = NewDisposeScope();
            network.Forward([pictures], new ForwardMode(Dropout: true, UpdatesStatistics: true)).sum().backward();
            using var without = no_grad();
            foreach (var weight in network.Weights)
                weight.Value.sub_(weight.Value.grad! * 1e-3f);
            foreach (var weight in network.Weights)
                weight.Value.grad!.zero_();
        }
    }

    [Fact]
    public void A_network_that_is_disposed_of_says_so_and_gives_back_all_it_held()
    {
        Torch.Require();
        var model = Normalised(["mean", "variance"], ["mean2", "variance2"]).Model;
        TorchNetwork.Of(model, "net").Dispose();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var network = TorchNetwork.Of(model, "net");
        network.Dispose();
        network.Dispose();

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Throws<ObjectDisposedException>(() => network.Forward([]));
    }

    /// <summary>Who opens a scope around it does not lose the weights with it.</summary>
    [Fact]
    public void Weights_outlive_the_scope_in_which_they_were_made()
    {
        Torch.Require();
        TorchNetwork network;
        using (NewDisposeScope())
            network = TorchNetwork.Of(Normalised(["mean", "variance"], ["mean2", "variance2"]).Model, "net");
        using (network)
            Assert.Equal(10, TorchRun.Forward(network, TorchRun.Values([5, 2]), [5, 2]).Length);
    }

    private static TestNetwork Normalised(string[] first, string[] second)
    {
        var network = new TestNetwork([0, 2]).Weights("scale", 2).Weights("shift", 2);
        foreach (var name in first.Concat(second).Distinct())
            network.Model.Graph.Initializer.Add(OnnxNodes.Values(name, TorchRun.Values([2], name.Length, least: 0.5f).SelectMany(BitConverter.GetBytes).ToArray(), 2));
        return network.Node("BatchNormalization", "a", ["x", "scale", "shift", .. first], ("momentum", 0.7f))
            .Node("BatchNormalization", "y", ["a", "scale", "shift", .. second], ("momentum", 0.7f)).Output("y");
    }

    private static float[][] Statistics(TorchNetwork network) => [.. network.Statistics.Select(statistic => statistic.Value.data<float>().ToArray())];
}
