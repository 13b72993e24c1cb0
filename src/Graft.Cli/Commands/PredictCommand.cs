using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft predict</c>: photos to class names.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var classifierPath = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train'." };
        var paths = new Argument<string[]>("IMAGES")
        {
            Description = "Photos, folders of photos at any depth, or a pack made by 'pack'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = CommonOptions.Integer("--top", "Classes to print for each photo.", 1, 1, int.MaxValue);
        var format = CommonOptions.Format("text", "csv", "json");
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The ONNX file of the backbone, where it is no longer where it was when its features were made.",
            HelpName = "FILE",
        };
        var extraction = new ExtractionArguments();
        var command = new Command("predict", "Say what is in new photos.") { classifierPath, paths, top, backbone, format };
        extraction.AddTo(command, withBackbone: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var images = ImageInput.OpenUnlabeled(parsed.GetValue(paths)!);
            using var classifier = ImageClassifier.Load(parsed.GetValue(classifierPath)!, extraction.BackboneOptions(parsed), parsed.GetValue(backbone));
            using var progress = extraction.Progress(parsed, "Predicting");
            var predictions = new List<ImagePrediction>();
            var skipped = new List<SkippedImage>();
            await foreach (var prediction in classifier.PredictAsync(
                images, parsed.GetValue(top), extraction.ExtractionOptions(parsed), cancellationToken).ConfigureAwait(false))
            {
                predictions.Add(prediction);
                if (prediction.Skipped is not null)
                    skipped.Add(prediction.Skipped);
                progress.Report(new ExtractionProgress(predictions.Count, images.Images.Length, skipped.Count));
            }

            progress.Dispose();
            PredictionOutput.Write(parsed.GetValue(format)!, predictions, int.Min(parsed.GetValue(top), classifier.LabelNames.Length));
            SkippedList.Write(skipped);
            return skipped.Count == predictions.Count ? ExitCodes.BadData : extraction.ExitCode(parsed, skipped.Count);
        });
        return command;
    }
}
