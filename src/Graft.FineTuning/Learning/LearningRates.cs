namespace Graft;

/// <summary>Learning rates and weight decay, where the options leave them open.</summary>
/// <param name="Network">Highest learning rate of the network's layers.</param>
/// <param name="Head">Highest learning rate of the head.</param>
/// <param name="Decay">Weight decay.</param>
internal sealed record LearningRates(double Network, double Head, double Decay)
{
    private const double HeadTimes = 10;

    public static LearningRates Of(FineTuningOptions options)
    {
        var isSgd = options.Optimizer == FineTuningOptimizer.Sgd;
        var network = options.LearningRate ?? (isSgd ? 0.01 : 1e-4);
        return new LearningRates(network, options.HeadLearningRate ?? HeadTimes * network, options.WeightDecay ?? (isSgd ? 1e-4 : 0.05));
    }

    /// <summary>What the highest rates are multiplied by at a step.</summary>
    /// <param name="options">Schedule, warm-up and epochs.</param>
    /// <param name="epochs">Epochs that have gone by, parts of one included.</param>
    /// <param name="epochCount">Epochs in all.</param>
    public static double Factor(FineTuningOptions options, double epochs, int epochCount)
    {
        var warmup = Math.Min(options.WarmupEpochs, epochCount);
        if (epochs < warmup)
            return epochs / warmup;
        var done = epochCount > warmup ? Math.Min(1, (epochs - warmup) / (epochCount - warmup)) : 0;
        return options.Schedule switch
        {
            LearningRateSchedule.Cosine => (1 + Math.Cos(Math.PI * done)) / 2,
            LearningRateSchedule.Step => done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01,
            _ => 1,
        };
    }
}
