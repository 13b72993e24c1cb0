using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows that a classifier may be tested on.</summary>
internal static class UnseenRows
{
    /// <returns>Rows that it was not fitted on, in ascending order.</returns>
    /// <exception cref="FeatureFileException">The features are of another backbone, layer or preprocessing.</exception>
    /// <exception cref="TrainingDataException">It was fitted on every row, or two files have a row in common.</exception>
    public static ImmutableArray<int> Of(Classifier classifier, SeenRows seenRows, IFeatureRows rows, CancellationToken cancellationToken = default)
    {
        // Sources that were joined are of one recipe, so that the first stands for all.
        if (rows.RowCount > 0 && rows.FileOf(0) is { } file && FeatureRecipe.Difference(rows.Recipe, classifier.Recipe) is { } difference)
            throw new FeatureFileException($"Feature file '{file.Path}' does not go with the classifier: {difference}. Extract the features again.", file.Path);
        if (rows is JoinedRows joined)
            RowReview.RequireNoneTwice(joined, "it would count twice");

        var unseen = seenRows.Unseen(rows, cancellationToken);
        if (unseen.IsEmpty && rows.RowCount > 0)
        {
            throw new TrainingDataException(
                $"The classifier was fitted on every row of {JoinedRows.Name(rows)}, so its accuracy there would say nothing. Evaluate it on other photos, or train with a test fraction.");
        }

        return unseen;
    }
}
