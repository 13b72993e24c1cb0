using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that say how a network is fine-tuned.</summary>
internal sealed class FineTuningArguments
{
    private static readonly FineTuningOptions Standard = new();

    private readonly Option<string> _layer = new("--layer")
    {
        Description = "Where features are taken, for the head to begin: a layer's name ('graft layers' lists them).",
        HelpName = "NAME",
    };

    private readonly Option<string> _pool = CommonOptions.Choice("--pool", "What becomes of the positions of a map (default: none).", "none", "avg", "max", "gem");

    private readonly Option<string> _unfreezeFrom = new("--unfreeze-from")
    {
        Description = "The first layer that is trained, or a stage such as layer4 or block5; none trains the head alone (default: the last stage).",
        HelpName = "LAYER",
    };

    private readonly Option<string> _head = new("--head")
    {
        Description = "The new head: linear, or the width of a fully connected layer with ReLU and dropout before it, such as 256.",
        HelpName = "linear|WIDTH",
    };

    private readonly Option<double> _dropout = Share("--dropout", "Share of values dropped at random in a head with a width.", Standard.Dropout);
    private readonly Option<int> _headEpochs = CommonOptions.Integer("--head-epochs", "Passes over the features in which the head alone is trained first.", Standard.HeadEpochs, 0, 100_000);
    private readonly Option<int> _epochs = CommonOptions.Integer("--epochs", "Passes over the training photos.", Standard.Epochs, 1, 100_000);
    private readonly Option<int> _batchSize = CommonOptions.Integer("--batch-size", "Photos for each step.", Standard.BatchSize, 1, 4096);
    private readonly Option<string> _optimizer = CommonOptions.WithDefault(CommonOptions.Choice("--optimizer", "How weights follow their gradients: adamw or sgd.", "adamw", "sgd"), "adamw");
    private readonly Option<double?> _rate = Positive("--lr", "Highest learning rate of the network's layers (default: 0.0001 with adamw, 0.01 with sgd).");
    private readonly Option<double?> _headRate = Positive("--head-lr", "Highest learning rate of the head (default: ten times --lr).");
    private readonly Option<double> _momentum = Share("--momentum", "Momentum of sgd.", Standard.Momentum);
    private readonly Option<double?> _decay = CommonOptions.OptionalNumber("--weight-decay", "Weight decay, not of biases and norms (default: 0.05 with adamw, 0.0001 with sgd).", "X", value => value >= 0, "must be a number of at least 0");
    private readonly Option<string> _schedule = CommonOptions.WithDefault(CommonOptions.Choice("--schedule", "How the learning rate goes down: cosine, step or constant.", "cosine", "step", "constant"), "cosine");
    private readonly Option<double> _warmup = CommonOptions.Number("--warmup", "Epochs over which the learning rate goes up first.", Standard.WarmupEpochs, value => value >= 0, "must be a number of at least 0");
    private readonly Option<double> _smoothing = Share("--label-smoothing", "Share of the certainty that is spread over all classes.", Standard.LabelSmoothing);
    private readonly Option<string> _classWeight = CommonOptions.WithDefault(CommonOptions.Choice("--class-weight", "none, or balanced: rare classes count more.", "none", "balanced"), "none");
    private readonly Option<string> _batchNorm = CommonOptions.WithDefault(CommonOptions.Choice("--batch-norm", "Whether batch normalisations keep their means and variances: frozen or update.", "frozen", "update"), "frozen");
    private readonly Option<int> _patience = CommonOptions.Integer("--patience", "Epochs without a gain on the validation photos after which training stops; 0 for never.", Standard.Patience, 0, 100_000);
    private readonly Option<double> _test = Share("--test-fraction", "Share of each class to keep for the test; 0 trains on everything.", Standard.TestFraction);
    private readonly Option<double> _validation = Share("--validation", "Share of the other photos of each class that decides which weights are kept; 0 keeps the last.", Standard.ValidationFraction);
    private readonly Option<int> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "The feature file for features and activations, made where it is not there (default: the name of the output with the ending .activations.h5).",
        HelpName = "FILE.h5",
    };

    public FineTuningArguments() => _head.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && token.Value != "linear" && Width(token.Value) is null)
            result.AddError($"Option '--head' must be linear or a whole number from 1 to 65,536, got '{token.Value}'.");
    });

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _unfreezeFrom, _layer, _pool, _head, _dropout, _headEpochs, _epochs, _batchSize, _optimizer, _rate, _headRate, _momentum, _decay, _schedule, _warmup,
            _smoothing, _classWeight, _batchNorm, _patience, _test, _validation, _seed, _cache, _threads,
        })
        {
            command.Add(option);
        }
    }

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    public double TestFraction(ParseResult parsed) => parsed.GetValue(_test);

    public FineTuningOptions Options(ParseResult parsed, Preprocessing? preprocessing) => new()
    {
        Features = new FeatureOptions
        {
            Layers = parsed.GetValue(_layer) is { } layer ? [layer] : [],
            Preprocessing = preprocessing,
            Shaping = new FeatureShaping { Pool = Enum.Parse<FeaturePool>(parsed.GetValue(_pool) ?? "none", ignoreCase: true) },
        },
        UnfreezeFrom = parsed.GetValue(_unfreezeFrom),
        HeadWidth = Width(parsed.GetValue(_head)) ?? 0,
        Dropout = parsed.GetValue(_dropout),
        HeadEpochs = parsed.GetValue(_headEpochs),
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        Optimizer = Enum.Parse<FineTuningOptimizer>(parsed.GetValue(_optimizer)!, ignoreCase: true),
        LearningRate = parsed.GetValue(_rate),
        HeadLearningRate = parsed.GetValue(_headRate),
        Momentum = parsed.GetValue(_momentum),
        WeightDecay = parsed.GetValue(_decay),
        Schedule = Enum.Parse<LearningRateSchedule>(parsed.GetValue(_schedule)!, ignoreCase: true),
        WarmupEpochs = parsed.GetValue(_warmup),
        LabelSmoothing = parsed.GetValue(_smoothing),
        ClassWeight = Enum.Parse<ClassWeight>(parsed.GetValue(_classWeight)!, ignoreCase: true),
        UpdatesStatistics = parsed.GetValue(_batchNorm) == "update",
        Patience = parsed.GetValue(_patience),
        TestFraction = parsed.GetValue(_test),
        ValidationFraction = parsed.GetValue(_validation),
        Seed = parsed.GetValue(_seed),
        Threads = parsed.GetValue(_threads),
        ActivationPath = parsed.GetValue(_cache),
    };

    private static int? Width(string? text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var width) && width is >= 1 and <= 65_536 ? width : null;

    private static Option<double> Share(string name, string description, double standard) =>
        CommonOptions.Number(name, description, standard, value => value is >= 0 and < 1, "must be a number of at least 0 and less than 1");

    private static Option<double?> Positive(string name, string description) => CommonOptions.OptionalNumber(name, description, "X", value => value > 0, "must be a number of more than 0");
}
