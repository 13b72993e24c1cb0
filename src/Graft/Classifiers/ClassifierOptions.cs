using System.Collections.Immutable;

namespace Graft;

/// <summary>Which classifier is fitted, and how. Values out of range are refused by the fit, not here.</summary>
public abstract record ClassifierOptions
{
    private protected ClassifierOptions()
    {
    }

    /// <summary>Name of the classifier on the command line and in files, such as <c>logistic</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is done with feature rows first.</summary>
    public FeatureScaling Scaling { get; init; }

    /// <summary>How much rows of each class count.</summary>
    public ClassWeight ClassWeight { get; init; }

    /// <summary>Threads to use; 0 for one a core. Their number changes no bit of the result.</summary>
    public int Threads { get; init; }

    internal int ThreadCount => ThreadOptions.Count(Threads);

    /// <summary>Bytes that the process may take; 0 for half of the machine's memory.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>The options that make this fit another than the default one's, by their names on the command line.</summary>
    public abstract ImmutableArray<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Fits this classifier.</summary>
    /// <param name="train">Rows of at least two classes; every class name needs at least one.</param>
    /// <param name="sampleWeights">How much each row counts, at least 0 and finite; default when all count 1.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>The finished classifier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">The rows do not suffice, are not finite, or do not fit the memory.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract Classifier Fit(
        IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default);

    /// <summary>For work that shares out these threads and can be cancelled.</summary>
    internal ParallelOptions Parallel(CancellationToken cancellationToken) => ThreadOptions.Parallel(Threads, cancellationToken);

    /// <summary>Makes sure that a fit can begin, as far as that can be known without reading rows.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or weights are given to a classifier that takes none.</exception>
    /// <exception cref="TrainingDataException">The rows are too few, or do not fit the memory.</exception>
    internal virtual void Require(IFeatureRows train, ImmutableArray<double> sampleWeights)
    {
    }

    /// <summary>Such as <c>logistic c=1</c>.</summary>
    public sealed override string ToString() => $"{Name} {OptionTexts.Settings(this)}".TrimEnd();
}
