using System.Globalization;
using Graft.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;

namespace Graft.Tests.Interop;

/// <summary>Optimisers and objective against PyTorch's, step by step.</summary>
public class OptimizerInteropTests
{
    private const string Script = """
        import sys, json, torch
        kind, momentum, decay = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
        grid = torch.arange(12, dtype=torch.float32).reshape(3, 4)
        matrix, bias = torch.nn.Parameter(torch.sin(grid)), torch.nn.Parameter(torch.cos(grid[0]))
        groups = [{"params": [matrix], "lr": 0.1, "weight_decay": decay}, {"params": [bias], "lr": 0.02, "weight_decay": 0}]
        optimizer = torch.optim.SGD(groups, lr=1, momentum=momentum) if kind == "Sgd" else torch.optim.AdamW(groups, lr=1)
        rates = [group["lr"] for group in groups]
        for step in range(7):
            factor = 1 / (1 + step)
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * factor
            matrix.grad, bias.grad = torch.cos(grid * (step + 1)), torch.sin(grid[1] * (step + 1))
            optimizer.step()
        print(json.dumps(matrix.detach().flatten().tolist() + bias.detach().tolist()))
        """;

    [Theory]
    [InlineData(FineTuningOptimizer.Sgd, 0, 0)]
    [InlineData(FineTuningOptimizer.Sgd, 0.9, 0.01)]
    [InlineData(FineTuningOptimizer.AdamW, 0, 0.3)]
    public void Steps_are_PyTorchs(FineTuningOptimizer kind, double momentum, double decay)
    {
        Torch.Require();
        using var scope = torch.NewDisposeScope();
        var grid = torch.arange(12, dtype: torch.ScalarType.Float32).reshape(3, 4);
        var (matrix, bias) = (new Parameter(grid.sin()), new Parameter(grid[0].cos()));
        using var optimizer = Optimizer.Of(
            [new ParameterGroup([new("matrix", matrix, TorchWeightRole.Matrix)], 0.1), new ParameterGroup([new("bias", bias, TorchWeightRole.Bias)], 0.02)],
            new FineTuningOptions { Optimizer = kind, Momentum = momentum, WeightDecay = decay });
        for (var step = 0; step < 7; step++)
        {
            // Gradients are not set but added up, as those of backward are.
            optimizer.Clear();
            ((matrix * (grid * (step + 1)).cos()).sum() + (bias * (grid[1] * (step + 1)).sin()).sum()).backward();
            optimizer.Step(1.0 / (1 + step));
        }

        var expected = Oracle.Python("torch", Script, kind.ToString(), momentum.ToString(CultureInfo.InvariantCulture), decay.ToString(CultureInfo.InvariantCulture));

        var actual = matrix.detach().flatten().data<float>().Concat(bias.detach().data<float>());
        Assert.All(expected.EnumerateArray().Select(value => value.GetDouble()).Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void The_loss_with_smoothing_and_balanced_classes_is_PyTorchs()
    {
        Torch.Require();
        int[] labels = [0, 0, 0, 1, 2, 2];
        using var objective = new Objective(new FineTuningOptions { LabelSmoothing = 0.1, ClassWeight = ClassWeight.Balanced }, labels, 4);
        using var scores = torch.arange(24, dtype: torch.ScalarType.Float32).reshape(6, 4).sin();
        using var known = torch.tensor(Array.ConvertAll(labels, label => (long)label));

        var expected = Oracle.Python("torch", """
            import json, torch
            from sklearn.utils.class_weight import compute_class_weight
            labels = [0, 0, 0, 1, 2, 2]
            weights = list(compute_class_weight("balanced", classes=[0, 1, 2], y=labels)) + [0]
            scores = torch.arange(24, dtype=torch.float32).reshape(6, 4).sin()
            print(json.dumps(torch.nn.functional.cross_entropy(scores, torch.tensor(labels), torch.tensor(weights, dtype=torch.float32), label_smoothing=0.1).item()))
            """);

        Assert.Equal(expected.GetDouble(), objective.Loss(scores, known).item<float>(), 1e-6);
    }
}
