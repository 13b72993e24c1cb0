using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>Features and options that cannot be trained with: one clear line, the right exit code, and nothing half-written.</summary>
public sealed class BadTrainingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN, "not a number")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void A_value_that_is_no_number_is_found_before_the_work_wherever_it_is(float value, string inWords)
    {
        var set = TestFeatures.Set(20, 6, ["a", "b"]);
        var tested = StratifiedSplit.Of(set.Labels, set.LabelNames, 0.25, 42).TestRows[^1];
        var values = set.Features.ToArray();
        values[(tested * 6) + 4] = value;
        Write("x.h5", new FeatureSet(values, set.Labels, set.LabelNames, set.Paths, set.Recipe));
        Write("first.h5", TestFeatures.Set(20, 6, ["a", "b"], seed: 8));

        var message = $"Feature 4 of row {tested}, '{set.Paths[tested]}', is {inWords}; every feature must be finite. Extract the image again, or remove it.";
        Fails(1, message, "train x.h5 --out m.onnx --c 0.1,1");
        Fails(1, $"'x.h5': {message}", "train first.h5 x.h5 --out m.onnx");
    }

    [Fact]
    public void Constant_features_train_and_are_told_of()
    {
        var set = TestFeatures.Set(20, 6, ["a", "b"]);
        var values = new float[set.RowCount * 6];
        values.AsSpan().Fill(3);
        Write("x.h5", new FeatureSet(values, set.Labels, set.LabelNames, set.Paths, set.Recipe));

        var run = Graft("train x.h5 --out m.onnx --scaling none,standardize --folds 2").Succeeded();

        Assert.Contains("20 rows have the same features as a row of another class, such as 'b/1.jpg' and 'a/0.jpg'; no classifier is right on both.", run.Error);
        Assert.Contains("accuracy (rank-1)        50.00%", run.Output);
    }

    [Fact]
    public void Rows_that_contradict_each_other_are_told_of()
    {
        var set = TestFeatures.Set(20, 6, ["a", "b"]);
        var values = set.Features.ToArray();
        values.AsSpan(4 * 6, 6).CopyTo(values.AsSpan(7 * 6));
        values.AsSpan(4 * 6, 6).CopyTo(values.AsSpan(10 * 6));
        Write("x.h5", new FeatureSet(values, set.Labels, set.LabelNames, set.Paths, set.Recipe));

        Assert.Equal("1 row has the same features as a row of another class, such as 'b/7.jpg' and 'a/4.jpg'; no classifier is right on both.\n", Graft("train x.h5 --out m.onnx").Succeeded().Error);
        Assert.Contains("\"otherPath\": \"b/7.jpg\"", Graft("train x.h5 --out m.onnx --format json").Succeeded().Output);
    }

    [Fact]
    public void Too_little_to_train_on()
    {
        Write("none.h5", TestFeatures.Set(0, 6, ["a", "b"]), featureCount: 6);
        Write("one.h5", TestFeatures.Set(8, 6, ["a"]));
        Write("small.h5", Of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1));
        Write("empty.h5", TestFeatures.Of(new float[18], [0, 0, 0, 2, 2, 2, 0, 2, 0], ["a", "tulip", "c"]));

        Fails(1, "There are no samples to train on. Add photos.", "train none.h5 --out m.onnx --c 0.1,1");
        Fails(1, "All 8 samples are of class 'a'; at least 2 classes are needed. Add photos of another class.", "train one.h5 --out m.onnx --c 0.1,1");
        Fails(1, "Class 'class 1' has 2 training rows, fewer than the 5 folds; use 2 folds, add photos, or remove the class.", "train small.h5 --out m.onnx --c 0.1,1");
        Fails(1, "Class 'tulip' has no training samples. Add photos, or remove the class.", "train empty.h5 --out m.onnx --c 0.1,1 --folds 2");
    }

    [Fact]
    public void A_class_in_one_group_or_without_weight()
    {
        var set = Of(0, 0, 0, 0, 1, 1, 1, 1);
        Write("x.h5", set);
        _folder.Write("g.csv", "path,group\n" + string.Concat(set.Paths.Select((path, row) => $"{path},{(row < 4 ? $"plant {row}" : "the one")}\n")));
        _folder.Write("w.csv", "path,weight\n" + string.Concat(set.Paths.Select((path, row) => $"{path},{(row < 4 ? 1 : 0)}\n")));

        Fails(1, "All rows of class 'class 1' that are left to share out (4) are in group 'the one', so that it cannot be both trained and tested. "
            + "Add photos of other groups, remove the class, or use a test fraction of 0 and no folds.", "train x.h5 --out m.onnx --groups g.csv");
        Fails(1, "All samples of class 'class 1' have weight 0. Give one more, or remove the class.", "train x.h5 --out m.onnx --sample-weights w.csv");
    }

    [Theory]
    [InlineData("Option '--c' must be numbers greater than 0, such as 1 or 0.1,1,10 or 0.001..1000, got '0'.", "--c 0")]
    [InlineData("Option '--c' has a range without a point in it, since it ends below its beginning, got '10..1'.", "--c 10..1")]
    [InlineData("Option '--c' must have a number before and after every comma, got '1,'.", "--c 1,")]
    [InlineData("Option '--classifier' must be logistic, svm, forest or knn, or several of them with commas, got 'tree'.", "--classifier tree")]
    [InlineData("Option '--scaling' must be none, standardize, l2, sqrt-l2 or all, or several of them with commas, got 'none,l3'.", "--scaling none,l3")]
    [InlineData("Option '--folds' must be from 2 to 100, got '1'.", "--folds 1")]
    [InlineData("Option '--neighbors' must be whole numbers of at least 1, with commas between them, got '0'.", "--classifier knn --neighbors 0")]
    [InlineData("Option '--memory' must be an amount such as 300MB, 2GB, 1.5GiB or 50%, got 'much'.", "--memory much")]
    [InlineData("Option '--trees' is for forest, and the classifier is logistic.", "--trees 10")]
    [InlineData("Option '--loss' is for svm, and the classifier is logistic or knn.", "--loss hinge --classifier logistic,knn")]
    [InlineData("Option '--c' is for logistic and svm, and the classifier is forest.", "--c 1 --classifier forest")]
    [InlineData("Option '--metric' is for knn, and the classifier is logistic.", "--metric cosine")]
    [InlineData("Option '--scaling' leaves nothing for forest, whose trees are the same for standardised features; add none.", "--scaling standardize --classifier forest")]
    [InlineData("Option '--calibrate' is for logistic and svm; knn cannot be calibrated.", "--calibrate --classifier logistic,knn")]
    [InlineData("Option '--repeats' needs a cross-validation; add --folds, or several settings to compare.", "--repeats 3")]
    public void Wrong_usage(string message, string arguments)
    {
        Write("x.h5", TestFeatures.Set(8, 3, ["a", "b"]));

        Fails(2, message, $"train x.h5 --out m.onnx {arguments}");
    }

    private static FeatureSet Of(params ImmutableArray<int> labels) =>
        TestFeatures.Of([.. Enumerable.Range(0, labels.Length * 2).Select(i => (float)(i + labels[i / 2]))], labels, 2);

    private void Write(string name, FeatureSet set, int? featureCount = null)
    {
        if (featureCount is null)
        {
            TestFeatures.Write(_folder[name], set);
            return;
        }

        using var writer = Hdf5RowWriter.Create(_folder[name], TestFeatures.Options(featureCount.Value, set.LabelNames));
        writer.Complete();
    }

    private GraftRun Graft(string arguments) => GraftProcess.RunIn(_folder.Path, arguments.Split(' '));

    private void Fails(int exitCode, string message, string arguments)
    {
        var before = _folder.Names();
        Graft(arguments).Failed(exitCode, message);
        Assert.Equal(before, _folder.Names());
    }
}
