using System.Collections.Immutable;

namespace Graft;

/// <summary>A linear classifier among the candidates of a search, as its solver sees it.</summary>
/// <param name="Index">Its place among the candidates.</param>
/// <param name="Options">Its options.</param>
internal sealed record LinearCandidate(int Index, ClassifierOptions Options)
{
    /// <summary>All candidates, with their options and the rows checked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">Too few samples or classes, no features, or weights that are none.</exception>
    public static ImmutableArray<LinearCandidate> All(
        ImmutableArray<ClassifierOptions> candidates, IFeatureRows rows, ImmutableArray<double> sampleWeights)
    {
        var linear = candidates.Select((options, index) => new LinearCandidate(index, options)).ToImmutableArray();
        foreach (var candidate in linear)
            candidate.Require();
        TrainingChecks.Require(rows, sampleWeights);
        return linear;
    }

    /// <summary>Inverse strength of the penalty.</summary>
    public double C => Options is LogisticRegressionOptions logistic ? logistic.C : ((LinearSvmOptions)Options).C;

    /// <summary>Whether this is a classifier of the kind.</summary>
    public static bool IsLinear(ClassifierOptions options) => options is LogisticRegressionOptions or LinearSvmOptions;

    /// <summary>What is the same in candidates that differ only in C, so that each can begin where the one before ended.</summary>
    public ClassifierOptions Kind => Options switch
    {
        LogisticRegressionOptions logistic => logistic with { C = 1 },
        _ => (LinearSvmOptions)Options with { C = 1 },
    };

    public ILinearObjective Objective(IFeatureRows train, ImmutableArray<double> sampleWeights) => Options is LogisticRegressionOptions logistic
        ? LogisticRegression.Objective(train, logistic, sampleWeights)
        : LinearSvm.Objective(train, (LinearSvmOptions)Options, sampleWeights);

    public LinearTask Task(int rowCount, int classCount) => Options is LogisticRegressionOptions logistic
        ? LogisticRegression.Task(logistic, rowCount, classCount)
        : LinearSvm.Task((LinearSvmOptions)Options, rowCount);

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public void Require()
    {
        if (Options is LogisticRegressionOptions logistic)
            LinearChecks.Require(logistic, logistic.C, logistic.Tolerance, logistic.MaxIterations);
        else
            LinearSvm.Require((LinearSvmOptions)Options);
    }

    /// <summary>Candidates that differ only in C, in ascending order of it.</summary>
    public static ImmutableArray<ImmutableArray<LinearCandidate>> Chains(IEnumerable<LinearCandidate> candidates) =>
        [.. candidates.GroupBy(candidate => candidate.Kind).Select(chain => chain.OrderBy(candidate => candidate.C).ToImmutableArray())];

    /// <summary>Scores as <see cref="Classifier.Scores"/> gives them: where one score tells two classes apart, also what the first is.</summary>
    public static float[] BothClasses(float[] scores, int columnCount) =>
        columnCount > 1 ? scores : [.. scores.SelectMany(score => new[] { -score, score })];
}
