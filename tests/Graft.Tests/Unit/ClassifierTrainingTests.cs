using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ClassifierTrainingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_rows_that_were_not_trained_on_count_also_in_a_file_with_more_rows()
    {
        var set = TestFeatures.Set(20, 6, ["a", "b"]);
        var result = Train(set);

        // Ten rows more, in front of the others.
        var more = TestFeatures.Set(5, 6, ["a", "b"], seed: 9);
        var both = new FeatureSet(
            [.. more.Features.ToArray(), .. set.Features.ToArray()], [.. more.Labels, .. set.Labels], set.LabelNames,
            [.. more.Paths.Select(path => "new/" + path), .. set.Paths], set.Recipe);
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["more.h5"], both));

        Assert.Equal(result.Record.TestCount + 10, ClassifierTraining.Evaluate(result.Classifier, result.SeenRows, file).SampleCount);
    }

    [Fact]
    public void Other_photos_under_the_same_names_all_count()
    {
        var result = Train(TestFeatures.Set(20, 6, ["a", "b"], seed: 1));
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["other.h5"], TestFeatures.Set(20, 6, ["a", "b"], seed: 2)));

        Assert.Equal(40, ClassifierTraining.Evaluate(result.Classifier, result.SeenRows, file).SampleCount);
    }

    [Fact]
    public void A_file_of_which_every_row_was_trained_on_says_nothing()
    {
        var result = Train(TestFeatures.Set(20, 6, ["a", "b"]), testFraction: 0);
        using var file = FeatureFile.Open(_folder["x.h5"]);

        Assert.Null(result.Evaluation);
        var error = Assert.Throws<TrainingDataException>(() => ClassifierTraining.Evaluate(result.Classifier, result.SeenRows, file));
        Assert.StartsWith($"The classifier was fitted on every row of '{_folder["x.h5"]}'", error.Message);
    }

    [Fact]
    public void Features_that_are_not_numbers_are_named_and_never_count_as_right()
    {
        var set = TestFeatures.Set(20, 6, ["a", "b"]);
        var values = set.Features.ToArray();
        values[(3 * 6) + 2] = float.NaN;
        var broken = new FeatureSet(values, set.Labels, set.LabelNames, set.Paths, set.Recipe);
        var classifier = Train(set).Classifier;

        var error = Assert.Throws<TrainingDataException>(() => Evaluation.Of(classifier, broken, TestContext.Current.CancellationToken));

        Assert.StartsWith($"Feature 2 of row 3, '{set.Paths[3]}', is not a number", error.Message);
    }

    private TrainingResult Train(FeatureSet set, double testFraction = 0.25)
    {
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], set));
        return ClassifierTraining.Run(file, new TrainingOptions { TestFraction = testFraction }, cancellationToken: TestContext.Current.CancellationToken);
    }
}
