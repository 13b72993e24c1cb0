using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class EvaluationProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 1_000_000).ToArbitrary();

    [Fact]
    public void The_confusion_matrix_sums_to_the_number_of_samples_and_its_diagonal_to_the_accuracy() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var (samples, classes) = (random.Next(1, 600), random.Next(2, 9));
        var evaluation = Evaluation.Of(
            Classifier(random, classes), TestFeatures.Make(samples, 3, classes, seed));
        var matrix = evaluation.ConfusionMatrix;
        var sum = Enumerable.Range(0, classes).Sum(matrix.TrueCount);
        var diagonal = Enumerable.Range(0, classes).Sum(k => matrix[k, k]);
        return sum == samples
            && Enumerable.Range(0, classes).Sum(matrix.PredictedCount) == samples
            && evaluation.Classes.Sum(c => c.Support) == samples
            && evaluation.Accuracy == (double)diagonal / samples
            && evaluation.Rank5Accuracy >= evaluation.Accuracy;
    }).Holds();

    [Fact]
    public void Evaluation_predicts_what_Predict_does() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var classifier = Classifier(random, 4);
        var test = TestFeatures.Make(300, 3, 4, seed);
        var correct = Enumerable.Range(0, 300).Count(i => classifier.Predict(test.Row(i)) == test.Labels[i]);
        return Evaluation.Of(classifier, test).Accuracy == correct / 300.0;
    }).Holds();

    private static LinearClassifier Classifier(Random random, int classes)
    {
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        return new(LinearModel.LogisticRegression, Values(3 * classes), Values(classes), [.. Enumerable.Range(0, classes).Select(k => $"class {k}")], TestFeatures.Recipe);
    }
}
