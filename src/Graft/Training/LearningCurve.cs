using System.Collections.Immutable;

namespace Graft;

/// <summary>Whether more photos would help: the same classifier fitted on ever larger shares of the training rows.</summary>
public static class LearningCurve
{
    /// <summary>Shares of the training rows that are tried.</summary>
    public static ImmutableArray<double> UsualShares { get; } = [0.1, 0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>Fits on each share, a class keeping its share of the rows and at least one of them, and tests on all test rows.</summary>
    /// <param name="options">Which classifier.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Rows that are tested, of no other classes.</param>
    /// <param name="shares">Above 0 and at most 1, in ascending order.</param>
    /// <param name="seed">Decides which rows a share takes; a larger share takes all of a smaller one.</param>
    /// <param name="done">Told after each fit; null for nothing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A point for each share that could be fitted: knn, for one, needs as many rows as neighbours.</returns>
    /// <exception cref="ArgumentException">A share is out of range or out of order, or an option is.</exception>
    /// <exception cref="GraftException">There are rows of fewer than two classes, or test rows do not go with the training rows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImmutableArray<LearningCurvePoint> Run(
        ClassifierOptions options, IFeatureRows train, IFeatureRows test, ImmutableArray<double> shares, int seed, Action<LearningCurvePoint>? done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        RequireShares(shares);
        TrainingChecks.Require(train, default);
        var classes = Shuffled(train, seed);
        var points = ImmutableArray.CreateBuilder<LearningCurvePoint>();
        foreach (var share in shares)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // In their own order, as a fit on all of them takes the rows.
            var part = train.Select([.. classes.SelectMany(rows => rows.Take(CountOf(share, rows.Length))).Order()]);
            if (!CanFit(options, part))
                continue;
            var point = new LearningCurvePoint(share, part.RowCount, Evaluation.Of(options.Fit(part, default, cancellationToken), test, cancellationToken).Accuracy);
            points.Add(point);
            done?.Invoke(point);
        }

        return points.ToImmutable();
    }

    private static void RequireShares(ImmutableArray<double> shares)
    {
        if (shares.IsDefault)
            throw new ArgumentException("There are no shares.", nameof(shares));
        var last = 0.0;
        foreach (var share in shares)
        {
            if (!(share > last && share <= 1))
                throw new ArgumentOutOfRangeException(nameof(shares), share, "Shares are above 0 and at most 1, each larger than the one before.");
            last = share;
        }
    }

    /// <summary>The rows of each class in a random order, of which a share takes the first.</summary>
    private static int[][] Shuffled(IFeatureRows train, int seed)
    {
        var classes = Array.ConvertAll(ClassRows.Of(train.Labels, train.LabelNames.Length), rows => rows.ToArray());
        for (var k = 0; k < classes.Length; k++)
            new Xoshiro256(seed, k).Shuffle(classes[k]);
        return classes;
    }

    private static int CountOf(double share, int rowCount) => Math.Clamp((int)Math.Round(share * rowCount), 1, rowCount);

    private static bool CanFit(ClassifierOptions options, IFeatureRows part)
    {
        try
        {
            options.Require(part, default);
            return true;
        }
        catch (TrainingDataException)
        {
            return false;
        }
    }
}
