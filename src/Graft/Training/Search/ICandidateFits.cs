using System.Collections.Immutable;

namespace Graft;

/// <summary>A way to fit several candidates on the training part of several folds and to score the other rows.</summary>
internal interface ICandidateFits
{
    /// <summary>Fits every candidate on every fold. Nothing of a fold's test rows has any influence on what is fitted.</summary>
    /// <param name="rows">All rows that the folds are about.</param>
    /// <param name="candidates">Which classifiers.</param>
    /// <param name="folds">Training and test rows of each fold.</param>
    /// <param name="sampleWeights">How much each of <paramref name="rows"/> counts; default when all count 1.</param>
    /// <param name="done">Told of each fit, in any order and from any thread, one at a time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    void Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        Action<HeldOutScores> done,
        CancellationToken cancellationToken);
}

/// <summary>What one candidate, fitted on the training rows of one fold, says of the fold's test rows.</summary>
/// <param name="Candidate">Index of the candidate.</param>
/// <param name="Fold">Index of the fold.</param>
/// <param name="Scores">Shape (test rows, K), row-major; as <see cref="Classifier.Scores"/> gives them.</param>
/// <param name="Converged">Whether the fit converged.</param>
internal sealed record HeldOutScores(int Candidate, int Fold, float[] Scores, bool Converged);
