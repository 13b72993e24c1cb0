using System.Collections.Immutable;

namespace Graft.Cli.Commands;

/// <summary>Every combination of what was asked for, those that come first being taken where several do equally well.</summary>
internal sealed record ClassifierGrid
{
    public required ImmutableArray<string> Classifiers { get; init; }

    public required ImmutableArray<FeatureScaling> Scalings { get; init; }

    public required ImmutableArray<double> C { get; init; }

    public required ImmutableArray<int> Neighbors { get; init; }

    public SvmLoss Loss { get; init; }

    public int Trees { get; init; }

    public NeighborMetric Metric { get; init; }

    public ClassWeight ClassWeight { get; init; }

    public int Seed { get; init; }

    /// <summary>The combinations, by classifier, then scaling, then value.</summary>
    public ImmutableArray<ClassifierOptions> Candidates() =>
    [
        .. from name in Classifiers
           from scaling in Scalings.Where(scaling => Suits(name, scaling))
           from options in Of(name)
           select options with { Scaling = scaling, ClassWeight = ClassWeight },
    ];

    /// <summary>Whether a scaling can make a difference: a tree asks whether a feature is above a value, wherever its zero lies.</summary>
    public static bool Suits(string classifier, FeatureScaling scaling) => classifier != "forest" || scaling != FeatureScaling.Standardize;

    private IEnumerable<ClassifierOptions> Of(string name) => name switch
    {
        "logistic" => C.Select(c => new LogisticRegressionOptions { C = c }),
        "svm" => C.Select(c => new LinearSvmOptions { C = c, Loss = Loss }),
        "forest" => [new RandomForestOptions { NEstimators = Trees, Seed = Seed }],
        _ => Neighbors.Select(count => new NearestNeighborsOptions { NNeighbors = count, Metric = Metric }),
    };
}
