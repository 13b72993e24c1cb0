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
            Description = "A feature file made by 'extract'. Of the one the classifier was trained on, only the rows kept for the test count.",
        };
        var format = CommonOptions.Format("text", "json");
        var command = new Command("evaluate", "Test a classifier on features it has not seen.") { classifierPath, featurePath, format };
        command.SetAction(parsed =>
        {
            var classifier = ClassifierFile.Load(parsed.GetValue(classifierPath)!);
            using var features = FeatureFile.Open(parsed.GetValue(featurePath)!);
            var evaluation = ClassifierTraining.Evaluate(classifier.Classifier, classifier.Record, features);
            if (parsed.GetValue(format) == "json")
            {
                Json.Write(ResultJson.Of(evaluation, classifier.Record));
            }
            else
            {
                if (ClassifierTraining.WasTrainedOn(classifier.Record, features))
                    Console.Error.WriteLine("The classifier was trained on this file: only the rows kept for the test count.");
                ResultText.Write(evaluation);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
