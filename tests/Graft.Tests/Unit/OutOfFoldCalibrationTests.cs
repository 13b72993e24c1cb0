using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class OutOfFoldCalibrationTests
{
    private static readonly FeatureSet Set = TestFeatures.Make(120, 15, 3, seed: 2);

    [Fact]
    public void Scores_are_those_of_fits_that_did_not_see_the_row()
    {
        var options = new LogisticRegressionOptions { C = 0.1 };
        float[]? seen = null;
        var calibration = new OutOfFoldCalibration(
            (method, scores, labels, classCount, _) =>
            {
                Assert.Equal((CalibrationMethod.Temperature, 3), (method, classCount));
                Assert.Equal(Set.Labels, labels);
                seen = scores;
                return Calibration.Temperature(2);
            },
            (_, _, _) => 0);

        var result = ClassifierTraining.Run(Set, new TrainingOptions { TestFraction = 0, Calibrate = true, Candidates = [options] }, calibration, null, TestContext.Current.CancellationToken);

        foreach (var fold in StratifiedFolds.Of(Set.Labels, Set.LabelNames, 5, 42))
        {
            var classifier = options.Fit(Set.Select(fold.TrainRows), cancellationToken: TestContext.Current.CancellationToken);
            var expected = new float[3];
            foreach (var row in fold.TestRows)
            {
                classifier.Scores(Set.Row(row), expected);
                for (var k = 0; k < 3; k++)
                    Assert.Equal(expected[k], seen![(row * 3) + k], 1e-4);
            }
        }

        Assert.Null(result.Search);
        Assert.Equal("temperature", result.Record.CalibrationMethod);
        Assert.Equal(0.5f, ((LinearClassifier)result.Classifier).Calibration.Slopes.Single());
        Assert.Equal(Set.RowCount, result.Record.TrainCount);
    }

    [Fact]
    public void The_error_is_measured_on_the_test_rows_without_and_with_the_calibration()
    {
        List<(float[] Probabilities, ImmutableArray<int> Labels)> measured = [];
        var calibration = new OutOfFoldCalibration(
            (_, _, _, _, _) => Calibration.Temperature(4),
            (probabilities, labels, _) =>
            {
                measured.Add((probabilities, labels));
                return measured.Count / 10.0;
            });

        var result = ClassifierTraining.Run(Set, new TrainingOptions { Calibrate = true }, calibration, null, TestContext.Current.CancellationToken);

        var test = Set.Select(StratifiedSplit.Of(Set.Labels, Set.LabelNames, 0.25, 42).TestRows);
        Assert.Equal((0.1, 0.2), (result.Record.CalibrationErrorBefore, result.Record.CalibrationErrorAfter));
        Assert.All(measured, item => Assert.Equal(test.Labels, item.Labels));
        Probabilities(((LinearClassifier)result.Classifier).With(Calibration.None), measured[0].Probabilities);
        Probabilities(result.Classifier, measured[1].Probabilities);

        void Probabilities(Classifier classifier, float[] actual)
        {
            var (values, expected) = (new float[test.RowCount * 15], new float[test.RowCount * 3]);
            test.ReadRows([.. Enumerable.Range(0, test.RowCount)], values);
            classifier.Probabilities(values, expected);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void With_repeats_each_row_is_scored_once_by_the_first()
    {
        var calibration = new OutOfFoldCalibration(
            (_, scores, _, _, _) =>
            {
                Assert.DoesNotContain(0f, scores);
                return Calibration.Temperature(1);
            },
            (_, _, _) => 0);
        var candidate = new FakeFits();

        ClassifierTraining.Run(
            Set, new TrainingOptions { Calibrate = true, Folds = 3, Repeats = 2, Candidates = [new LogisticRegressionOptions()] }, calibration, candidate, TestContext.Current.CancellationToken);

        Assert.Equal(6, candidate.Total);
    }

    private sealed class FakeFits : IProgress<SearchProgress>
    {
        public int Total { get; private set; }

        public void Report(SearchProgress value) => Total = value.TotalCount;
    }
}
