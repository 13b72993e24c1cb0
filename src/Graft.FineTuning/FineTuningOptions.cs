namespace Graft;

/// <summary>How <see cref="FineTuning"/> puts a new head on a network and trains it.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Where features are taken, and what pictures go through; null for the network's own.</summary>
    public FeatureOptions? Features { get; init; }

    /// <summary>
    /// The first layer, or stage such as <c>layer4</c> or <c>block5</c>, that is trained; all before it stays as it is. Null for
    /// the last stage of convolutions, <c>none</c> to train the head alone.
    /// </summary>
    public string? UnfreezeFrom { get; init; }

    /// <summary>Width of a fully connected layer with ReLU in the head; 0 for none, which makes the head linear.</summary>
    public int HeadWidth { get; init; }

    /// <summary>Share of the values that are dropped at random before the head's last layer while it is trained; only with <see cref="HeadWidth"/>. At least 0 and less than 1.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>Passes over the features in which the head alone is trained first, at least 0.</summary>
    public int HeadEpochs { get; init; } = 30;

    /// <summary>Passes over the training photos in which network and head are trained, at least 1.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Photos for each step, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How weights follow their gradients.</summary>
    public FineTuningOptimizer Optimizer { get; init; } = FineTuningOptimizer.AdamW;

    /// <summary>Highest learning rate of the network's layers, more than 0; null for 1e-4 with AdamW and 0.01 with SGD.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Highest learning rate of the head, more than 0; null for ten times that of the network.</summary>
    public double? HeadLearningRate { get; init; }

    /// <summary>Momentum of SGD, at least 0 and less than 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay, at least 0; not of biases and of what batch normalisations scale and shift by. Null for 0.05 with AdamW and 1e-4 with SGD.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How the learning rate goes down.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Epochs over which the learning rate goes up from 0 first, at least 0; parts of one too.</summary>
    public double WarmupEpochs { get; init; } = 1;

    /// <summary>Share of the certainty that is spread over all classes in the loss, at least 0 and less than 1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>How much classes count in the loss.</summary>
    public ClassWeight ClassWeight { get; init; } = ClassWeight.None;

    /// <summary>Whether batch normalisations go on to gather means and variances; else those of the pretrained network stay.</summary>
    public bool UpdatesStatistics { get; init; }

    /// <summary>Epochs without a gain on the validation photos after which training stops, at least 1; 0 for never.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Share of the photos of each class that is kept for the test, at least 0 and less than 1.</summary>
    public double TestFraction { get; init; } = new TrainingOptions().TestFraction;

    /// <summary>
    /// Share of the other photos of each class that decides when to stop and which weights to keep, at least 0 and less than 1.
    /// With 0 those of the last epoch are kept.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Decides every random choice.</summary>
    public int Seed { get; init; } = new TrainingOptions().Seed;

    /// <summary>Threads to use; 0 for one a core. With one the result is the same to the bit each time.</summary>
    public int Threads { get; init; }

    /// <summary>How training photos are varied; what is before <see cref="UnfreezeFrom"/> is then run in every epoch, as nothing can be kept.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.None;

    /// <summary>
    /// The feature file that holds the features of the network as it is, and the activations that the trained part begins with;
    /// made where it is not there. Null for the name of the output with the ending <c>.activations.h5</c>.
    /// </summary>
    public string? ActivationPath { get; init; }

    internal LearningRates Rates => LearningRates.Of(this);
}
