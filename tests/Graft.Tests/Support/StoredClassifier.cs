using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests.Support;

/// <summary>Classifiers as files, and what ONNX Runtime makes of these.</summary>
internal static class StoredClassifier
{
    /// <summary>Writes a classifier with a record that says little.</summary>
    public static string Save(Classifier classifier, FeatureSet train, string path)
    {
        var record = new TrainingRecord
        {
            TestFraction = 0,
            Seed = 0,
            TrainCount = train.RowCount,
            TestCount = 0,
            Classifier = classifier.Name,
            Scaling = "",
            Settings = "",
            Converged = true,
            Iterations = 0,
            ToolVersion = "",
            Created = "",
        };
        new ClassifierFile(classifier, record, SeenRows.Of(train)).Save(path);
        return path;
    }

    /// <summary>Labels and probabilities by ONNX Runtime, some rows at a time.</summary>
    public static (long[] Labels, float[] Probabilities) Run(string path, ReadOnlyMemory<float> features, int featureCount, int batch = int.MaxValue)
    {
        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        var (labels, probabilities) = (new List<long>(), new List<float>());
        var rowCount = features.Length / featureCount;
        for (var row = 0; row < rowCount; row += Math.Min(batch, rowCount))
        {
            var count = Math.Min(batch, rowCount - row);
            using var input = OrtValue.CreateTensorValueFromMemory(features.Slice(row * featureCount, count * featureCount).ToArray(), [count, featureCount]);
            using var results = session.Run(options, ["features"], [input], ["label", "probabilities"]);
            labels.AddRange(results[0].GetTensorDataAsSpan<long>());
            probabilities.AddRange(results[1].GetTensorDataAsSpan<float>());
        }

        return ([.. labels], [.. probabilities]);
    }

    /// <summary>Makes sure that ONNX Runtime gives what the library gives, all rows at once and one by one.</summary>
    public static void AssertSameInOnnxRuntime(Classifier classifier, string path, ReadOnlyMemory<float> features, double tolerance = 1e-5)
    {
        var rowCount = features.Length / classifier.FeatureCount;
        var expected = new float[rowCount * classifier.LabelNames.Length];
        classifier.Probabilities(features.Span, expected);
        foreach (var batch in new[] { int.MaxValue, 7, 1 })
        {
            var (labels, probabilities) = Run(path, features, classifier.FeatureCount, batch);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - probabilities[i]) <= tolerance, $"row {i / classifier.LabelNames.Length}: {expected[i]} here, {probabilities[i]} in ONNX Runtime");
            for (var row = 0; row < rowCount; row++)
                Assert.Equal(classifier.Predict(features.Span.Slice(row * classifier.FeatureCount, classifier.FeatureCount)), labels[row]);
        }
    }
}
