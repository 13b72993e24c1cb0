// From photos to one ONNX file that recognises them. PHOTOS has a folder for each class.
//   dotnet run --project samples/TrainInCode PHOTOS APP.onnx
using Graft;

if (args is not [var folder, var app])
{
    Console.Error.WriteLine("usage: TrainInCode PHOTOS APP.onnx");
    return 2;
}

var (photos, features, classifier) = (ImageFolder.Open(folder), Path.ChangeExtension(app, ".h5"), Path.ChangeExtension(app, ".classifier.onnx"));
using (var backbone = Backbone.Load("resnet18"))
{
    var report = await FeatureExtraction.RunAsync(backbone, photos, features);
    Console.WriteLine($"{report.RowCount} photos, {backbone.FeatureCount} features each");
}

using var rows = FeatureFile.Open(features);
var result = ClassifierTraining.Run(rows, new TrainingOptions { Candidates = [new LogisticRegressionOptions { C = 0.1 }], Calibrate = true });
Console.WriteLine(result.Evaluation);
new ClassifierFile(result.Classifier, result.Record, result.SeenRows).Save(classifier);

var exported = ClassifierExport.Run(classifier, app, new ExportOptions { WithPreprocessing = true, Photos = photos, PhotoLimit = 10 });
Console.WriteLine($"{app}: {exported.Length / 1e6:F1} MB, tried on {exported.PhotoCount} photos");

using var model = ImageClassifier.Load(app);
var first = photos.Images[0];
Console.WriteLine($"{first.Path}: {model.Predict(Path.Combine(folder, first.Path), top: 1)[0].Name}");
return 0;
