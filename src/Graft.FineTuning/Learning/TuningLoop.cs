using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Trains: epoch after epoch, judged on validation photos, the best weights kept.</summary>
internal sealed class TuningLoop
{
    /// <summary>All epochs were made.</summary>
    public const string AllEpochs = "all epochs";

    /// <summary>The validation photos had no gain for as many epochs as patience lasts.</summary>
    public const string NoGain = "no gain";

    /// <summary>The loss became infinite, or no number.</summary>
    public const string NotFinite = "loss not finite";

    private readonly TunedNetwork _network;
    private readonly IActivations _activations;
    private readonly TuningData _data;
    private readonly FineTuningOptions _options;
    private readonly IProgress<FineTuningProgress>? _progress;

    /// <param name="network">What is trained; left with the best weights.</param>
    /// <param name="activations">What it is given.</param>
    /// <param name="data">Rows and labels.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each step and each epoch.</param>
    public TuningLoop(TunedNetwork network, IActivations activations, TuningData data, FineTuningOptions options, IProgress<FineTuningProgress>? progress) =>
        (_network, _activations, _data, _options, _progress) = (network, activations, data, options, progress);

    /// <param name="checkpoint">Where each epoch is kept, and where to go on from; null for nowhere.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The epochs, and why there were no more.</returns>
    public (TuningState State, string Ending) Run(Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        var rates = _options.Rates;
        using var optimizer = Optimizer.Of([new ParameterGroup(_network.NetworkWeights, rates.Network), new ParameterGroup(_network.Head.Weights, rates.Head)], _options);
        using var objective = new Objective(_options, _data.Train.Select(row => _data.Labels[row]), _data.LabelNames.Length);
        using var best = new BestWeights(_network);
        var state = checkpoint?.Load(_network, optimizer, best);
        if (state is null)
        {
            var (loss, accuracy) = Judge(_data.Validation, cancellationToken);
            state = new TuningState().With(new TuningEpoch(0, 0, null, null, loss, accuracy), 0);
            best.Take();
            _progress?.Report(Progress(0) with { Finished = state.Epochs[0], IsBest = true });
        }

        var ending = AllEpochs;
        for (var epoch = state.Done + 1; epoch <= _options.Epochs; epoch++)
        {
            if (_options.Patience > 0 && _data.Validation.Length > 0 && state.Done - state.BestEpoch >= _options.Patience)
            {
                ending = NoGain;
                break;
            }

            if (Train(epoch, optimizer, objective, cancellationToken) is not { } finished || !IsFinite(finished) || !_network.IsFinite)
            {
                ending = NotFinite;
                break;
            }

            state = state.With(finished, optimizer.Steps);
            if (state.BestEpoch == epoch)
                best.Take();
            checkpoint?.Save(state, _network, optimizer, best);
            _progress?.Report(Progress(epoch) with { Finished = finished, DoneCount = _data.Train.Length, IsBest = state.BestEpoch == epoch });
        }

        best.Restore();
        return (state, ending);
    }

    /// <summary>Mean cross-entropy and share of right answers; null where there are no rows.</summary>
    private (double? Loss, double? Accuracy) Judge(ImmutableArray<int> rows, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty)
            return (null, null);
        using var noGradients = no_grad();
        var (loss, correct) = (0.0, 0);
        foreach (var batch in _activations.Read(rows, _options.BatchSize, 0, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var judged = Objective.Judge(_network.Forward(batch, training: false), Labels(batch));
            (loss, correct) = (loss + judged.Loss, correct + judged.Correct);
        }

        return (loss / rows.Length, (double)correct / rows.Length);
    }

    /// <returns>Null where the loss was not finite.</returns>
    private TuningEpoch? Train(int epoch, Optimizer optimizer, Objective objective, CancellationToken cancellationToken)
    {
        // Dropout draws from it; so an epoch is the same whether the run was interrupted before it or not.
        random.manual_seed(((long)_options.Seed << 32) | (uint)epoch);
        var rows = RowOrder.Of(_data.Train, _options.Seed, epoch);
        var steps = (rows.Length + _options.BatchSize - 1) / _options.BatchSize;
        var (step, done, loss, correct, factor) = (0, 0, 0.0, 0, 0.0);
        foreach (var batch in _activations.Read(rows, _options.BatchSize, epoch, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var labels = Labels(batch);
            var scores = _network.Forward(batch, training: true);
            var objectiveLoss = objective.Loss(scores, labels);
            if (!float.IsFinite(objectiveLoss.item<float>()))
                return null;
            optimizer.Clear();
            objectiveLoss.backward();
            factor = LearningRates.Factor(_options, epoch - 1 + ((step++ + 0.5) / steps), _options.Epochs);
            optimizer.Step(factor);
            var judged = Objective.Judge(scores, labels);
            (done, loss, correct) = (done + batch.Rows.Length, loss + judged.Loss, correct + judged.Correct);
            _progress?.Report(Progress(epoch) with { DoneCount = done, Loss = loss / done, Accuracy = (double)correct / done });
        }

        var (validationLoss, validationAccuracy) = Judge(_data.Validation, cancellationToken);
        return new TuningEpoch(epoch, factor * _options.Rates.Network, loss / rows.Length, (double)correct / rows.Length, validationLoss, validationAccuracy);
    }

    private Tensor Labels(ActivationBatch batch)
    {
        var labels = new long[batch.Rows.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = _data.Labels[batch.Rows.Span[i]];
        return tensor(labels);
    }

    private FineTuningProgress Progress(int epoch) => new() { Phase = "Training", Epoch = epoch, EpochCount = _options.Epochs, DoneCount = 0, TotalCount = _data.Train.Length };

    private static bool IsFinite(TuningEpoch epoch) => double.IsFinite(epoch.TrainLoss ?? 0) && double.IsFinite(epoch.ValidationLoss ?? 0);
}
