using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class LinearClassifierTests
{
    private static readonly LinearClassifier Three = new(
        LinearModel.LogisticRegression, [1f, 0f, 0f, 1f, -1f, -1f], [0f, 0.5f, 0f], ["a", "b", "c"], TestFeatures.Recipe);

    [Fact]
    public void Scores_are_weights_times_features_plus_intercept()
    {
        var scores = new float[6];
        Three.Scores([2f, 3f, -1f, 0f], scores);
        Assert.Equal([2f, 3.5f, -5f, -1f, 0.5f, 1f], scores);
    }

    [Fact]
    public void Probabilities_equal_those_computed_by_hand()
    {
        var probabilities = new float[3];
        Three.Probabilities([0f, 0f], probabilities);
        var sum = 2 + Math.Exp(0.5);
        Assert.Equal(1 / sum, probabilities[0], 6);
        Assert.Equal(Math.Exp(0.5) / sum, probabilities[1], 6);
    }

    [Fact]
    public void Huge_scores_do_not_overflow()
    {
        var probabilities = new float[3];
        Three.Probabilities([1e30f, 0f], probabilities);
        Assert.Equal([1f, 0f, 0f], probabilities);
    }

    [Fact]
    public void The_highest_score_is_predicted_and_of_equal_ones_the_first()
    {
        Assert.Equal(1, Three.Predict([2f, 3f]));
        Assert.Equal(0, Three.Predict([1.5f, 1f]));
    }

    [Fact]
    public void Lengths_and_values_are_checked()
    {
        Assert.Throws<ArgumentException>(() => Three.Predict([1f]));
        Assert.Throws<ArgumentException>(() => Three.Scores([1f, 2f], new float[2]));
        Assert.Throws<ArgumentException>(() => new LinearClassifier(LinearModel.LogisticRegression, [1f, 2f, 3f], [0f, 0f], ["a", "b"], TestFeatures.Recipe));
        Assert.Throws<ArgumentException>(() => new LinearClassifier(LinearModel.LogisticRegression, [1f, 2f], [0f], ["a", "b"], TestFeatures.Recipe));
        Assert.Throws<ArgumentException>(() => new LinearClassifier(LinearModel.LogisticRegression, [1f, float.NaN], [0f, 0f], ["a", "b"], TestFeatures.Recipe));
        Assert.Throws<ArgumentException>(() => new LinearClassifier(LinearModel.LogisticRegression, [1f, 2f], [0f, 0f], ["a", "a"], TestFeatures.Recipe));
    }
}
