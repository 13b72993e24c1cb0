using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft evaluate</c>: how a classifier does on a feature file.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var classifierPath = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train'." };
        var featurePath = new Argument<string>("FEATURES")
        {
            Description = "A feature file made by 'extract'. Rows that the classifier was trained on do not count.",
        };
        var layer = CommonOptions.StoredLayer("the one that the classifier was trained on");
        var format = CommonOptions.Format("text", "json");
        var command = new Command("evaluate", "Test a classifier on features it has not seen.") { classifierPath, featurePath, layer, format };
        command.SetAction(parsed =>
        {
            var classifier = ClassifierFile.Load(parsed.GetValue(classifierPath)!);
            using var features = parsed.GetValue(layer) is { } name
                ? FeatureFile.Open(parsed.GetValue(featurePath)!, name)
                : FeatureFile.OpenFor(parsed.GetValue(featurePath)!, classifier.Classifier.Recipe);
            var evaluation = ClassifierTraining.Evaluate(classifier.Classifier, classifier.SeenRows, features);
            if (parsed.GetValue(format) == "json")
            {
                Json.Write(ResultJson.Of(evaluation, classifier.Record));
            }
            else
            {
                if (evaluation.SampleCount < features.RowCount)
                    Console.Error.WriteLine($"The classifier was trained on {features.RowCount - evaluation.SampleCount:N0} of the {features.RowCount:N0} rows; they do not count.");
                ResultText.Write(evaluation);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
