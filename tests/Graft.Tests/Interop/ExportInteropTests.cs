using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Exported files on real photos, in ONNX Runtime from C# and from JavaScript, against the pipeline.</summary>
[Trait("Needs", SharedData.Trait)]
public sealed class ExportInteropTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly string[] Classes = ["bluebell", "daisy", "sunflower"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_classifier_on_every_network_answers_as_the_pipeline_does()
    {
        var exported = new List<(ExportedFile File, string[] Photos, ExportedAnswer[] Expected)>();
        var squeezeNet = SharedData.Path("models/squeezenet1_1.onnx");
        foreach (var (number, candidate) in Candidates().Index())
        {
            // Both forms of each kind, by turns for the variants of a kind.
            await Add("squeezenet", squeezeNet, null, candidate, photos: 2, pixels: number % 2 == 0);
            if (candidate.IsPlain)
            {
                await Add("squeezenet", squeezeNet, null, candidate, photos: 2, pixels: number % 2 == 1);
                await Add("resnet18", "resnet18", null, candidate, photos: 2, pixels: number % 2 == 1);
                // Once as deep as it goes, then near its beginning: it takes seconds in JavaScript.
                await (number == 0
                    ? Add("vgg16", Vgg16(), null, candidate, photos: 1, pixels: true)
                    : Add("vgg16-early", Vgg16(), new FeatureShaping { Pool = FeaturePool.Avg }, candidate, photos: 1, pixels: number % 2 == 0, layer: "block1_pool"));
            }
        }

        await Add("views", "resnet18", new FeatureShaping { Flip = true, Crops = 5, Normalize = FeatureNormalization.L2 }, Candidates().First(), photos: 1, pixels: true);

        foreach (var (file, photos, expected) in exported)
            AssertSame(file, expected, file.InOnnxRuntime(photos), "C#");
        var inJavaScript = ExportedFile.InJavaScript(_folder, [.. exported.Select(item => (item.File, item.Photos))]);
        for (var i = 0; i < exported.Count; i++)
            AssertSame(exported[i].File, exported[i].Expected, inJavaScript[i], "JavaScript");

        async Task Add(string name, string backbone, FeatureShaping? shaping, Candidate candidate, int photos, bool pixels, string? layer = null)
        {
            var classifier = await Trained(name, backbone, shaping, candidate, layer);
            var path = _folder[$"{name}-{candidate.Name}-{(pixels ? "pixels" : "images")}.onnx"];
            var report = ClassifierExport.Run(classifier, path, new ExportOptions { WithPreprocessing = pixels, Photos = ImageSet.OpenUnlabeled(Photos(1)) });
            Assert.InRange(report.LargestDifference, 0, Tolerance);
            Assert.Equal(0, report.LargestTensorDifference);
            exported.Add((new ExportedFile(path, pixels), Photos(photos), await Expected(classifier, Photos(photos))));
        }
    }

    private static IEnumerable<Candidate> Candidates()
    {
        yield return new("logistic", new LogisticRegressionOptions(), IsPlain: true);
        yield return new("svm", new LinearSvmOptions { C = 0.01 }, IsPlain: true);
        yield return new("forest", new RandomForestOptions { NEstimators = 40 }, IsPlain: true);
        yield return new("knn", new NearestNeighborsOptions { NNeighbors = 3 }, IsPlain: true);
        yield return new("logistic-standardized", new LogisticRegressionOptions { Scaling = FeatureScaling.Standardize });
        yield return new("logistic-calibrated", new LogisticRegressionOptions(), Calibrate: true);
        yield return new("svm-l2-calibrated", new LinearSvmOptions { Scaling = FeatureScaling.L2 }, Calibrate: true);
        yield return new("forest-sqrt-l2", new RandomForestOptions { NEstimators = 40, Scaling = FeatureScaling.SqrtL2 });
        yield return new("knn-distance", new NearestNeighborsOptions { NNeighbors = 5, Weights = NeighborWeights.Distance });
        yield return new("knn-cosine", new NearestNeighborsOptions { NNeighbors = 5, Metric = NeighborMetric.Cosine, Weights = NeighborWeights.Distance, Scaling = FeatureScaling.Standardize });
    }

    private sealed record Candidate(string Name, ClassifierOptions Options, bool Calibrate = false, bool IsPlain = false);

    private async Task<string> Trained(string name, string backbone, FeatureShaping? shaping, Candidate candidate, string? layer)
    {
        var features = _folder[$"{name}.h5"];
        if (!File.Exists(features))
        {
            using var network = Backbone.Load(backbone, new FeatureOptions
            {
                Preprocessing = backbone == "resnet18" ? null : BackboneModel.Open(backbone).ReadPreprocessing("imagenet"),
                Shaping = shaping ?? new FeatureShaping(),
                Layers = layer is null ? [] : [layer],
            });
            // A size that is given needs no trial.
            await FeatureExtraction.RunAsync(network, Training(), features, new ExtractionOptions { BatchSize = 6 });
        }

        var path = _folder[$"{name}-{candidate.Name}.onnx"];
        if (!File.Exists(path))
        {
            using var file = FeatureFile.Open(features);
            var result = ClassifierTraining.Run(file, new TrainingOptions { TestFraction = 0, Candidates = [candidate.Options], Calibrate = candidate.Calibrate });
            new ClassifierFile(result.Classifier, result.Record, result.SeenRows).Save(path);
        }

        return path;
    }

    /// <summary>VGG16 of random weights, which needs no download.</summary>
    private string Vgg16()
    {
        var path = _folder["vgg16.onnx"];
        if (!File.Exists(path))
        {
            Oracle.PythonFile("numpy", "Interop/random_vgg.py", _folder["vgg16.safetensors"]);
            BackboneImport.Run("vgg16", _folder["vgg16.safetensors"], path);
        }

        return path;
    }

    /// <summary>Six photos of each of three classes.</summary>
    private ImageSet Training()
    {
        if (!Directory.Exists(Path.Combine(_folder.Path, "photos")))
        {
            foreach (var name in Classes)
            {
                foreach (var photo in Photos(name).Take(6))
                    File.Copy(photo, _folder[$"photos/{name}/{Path.GetFileName(photo)}"]);
            }
        }

        return ImageFolder.Open(_folder["photos"]);
    }

    /// <summary>Photos that are not among those.</summary>
    private static string[] Photos(int count) => [.. Classes.Take(count).Select(name => Photos(name).Last())];

    private static IEnumerable<string> Photos(string name) =>
        Directory.GetFiles(Path.Combine(SharedData.Path("datasets/flowers17"), name)).Order(StringComparer.Ordinal);

    private static async Task<ExportedAnswer[]> Expected(string classifierPath, string[] photos)
    {
        using var classifier = ImageClassifier.Load(classifierPath);
        var answers = new List<ExportedAnswer>();
        await foreach (var prediction in classifier.PredictAsync(ImageSet.OpenUnlabeled(photos), int.MaxValue, new ExtractionOptions { BatchSize = 1 }))
            answers.Add(new ExportedAnswer(prediction.Classes[0].Label, [.. prediction.Classes.OrderBy(item => item.Label).Select(item => item.Probability)]));
        return [.. answers];
    }

    private static void AssertSame(ExportedFile file, ExportedAnswer[] expected, ExportedAnswer[] actual, string language)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (wanted, got) in expected.Zip(actual))
        {
            var difference = wanted.Probabilities.Zip(got.Probabilities, (left, right) => Math.Abs((double)left - right)).Max();
            Assert.True(difference <= Tolerance, $"{Path.GetFileName(file.Path)} in {language}: {string.Join(' ', got.Probabilities)}, expected {string.Join(' ', wanted.Probabilities)}");
            Assert.True(wanted.Label == got.Label, $"{Path.GetFileName(file.Path)} in {language}: label {got.Label}, expected {wanted.Label}");
        }
    }
}
