namespace Graft;

/// <summary>What a kind of linear model minimises, and how.</summary>
internal interface ILinearObjective
{
    /// <summary>Scores per row.</summary>
    int Count { get; }

    /// <summary>What the penalty is of scikit-learn's |W|^2 / 2: 2 where one weight vector stands for two, else 1.</summary>
    double PenaltyFactor { get; }

    /// <summary>
    /// Whether the solution over rows is worth correcting by scores that were computed in double: inner products are
    /// float32, which a loss with a corner notices where most rows lie in it.
    /// </summary>
    bool IsSharp { get; }

    /// <summary>
    /// Whether it wants rows less their mean, which loses least to rounding and spares an optimiser the one long direction
    /// that the mean of features after a ReLU makes. A penalised intercept then needs to know the mean.
    /// </summary>
    bool TakesCenteredRows { get; }

    /// <summary>Minimises over weights of features.</summary>
    /// <param name="matrix">X, measured.</param>
    /// <param name="task">Penalty, intercept and tolerance.</param>
    /// <param name="start">Where to begin: the solution of a like problem; null for the origin.</param>
    /// <param name="pairCount">Steps that L-BFGS remembers.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    LinearSolution Minimize(DesignMatrix matrix, LinearTask task, LinearSolution? start, int pairCount, ParallelOptions parallel);

    /// <summary>Minimises over coefficients of rows.</summary>
    /// <param name="gram">
    /// X X^T, shape (N, N). Where intercepts are penalised: of centred rows with the mean as one more, unless the mean is 0;
    /// of others, with the intercept's feature.
    /// </param>
    /// <param name="task">Penalty, intercept and tolerance.</param>
    /// <param name="start">
    /// Where to begin: the solution of a like problem, with better scores where the loss <see cref="IsSharp"/>; null for the
    /// origin.
    /// </param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    LinearSolution Minimize(float[] gram, LinearTask task, LinearSolution? start, ParallelOptions parallel);
}
