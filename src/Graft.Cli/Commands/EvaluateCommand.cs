using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft evaluate</c>: how a classifier does on feature files.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var classifierPath = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train'." };
        var featurePaths = new Argument<string[]>("FEATURES")
        {
            Description = "One feature file made by 'extract', or several. Rows that the classifier was trained on do not count.",
            Arity = ArgumentArity.OneOrMore,
        };
        var layer = CommonOptions.StoredLayer("the one that the classifier was trained on");
        var format = CommonOptions.Format("text", "json");
        var command = new Command("evaluate", "Test a classifier on features it has not seen.") { classifierPath, featurePaths, layer, format };
        command.SetAction(parsed =>
        {
            var classifier = ClassifierFile.Load(parsed.GetValue(classifierPath)!);
            using var files = FeatureFiles.Open(parsed.GetValue(featurePaths)!, parsed.GetValue(layer), classifier);
            var features = files.Rows;
            var evaluation = ClassifierTraining.Evaluate(classifier.Classifier, classifier.SeenRows, features);
            if (parsed.GetValue(format) == "json")
            {
                Json.Write(ResultJson.Of(evaluation, classifier.Record));
            }
            else
            {
                ResultText.WriteSeen(evaluation, features.RowCount);
                ResultText.Write(evaluation);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
