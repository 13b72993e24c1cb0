using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft finetune</c>: a new head on a pretrained network, and its last layers trained with it.</summary>
internal static class FinetuneCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("IMAGES") { Description = CommonOptions.LabeledImages };
        var output = CommonOptions.Out("The ONNX file to write: network and head in one, for 'predict' and 'serve'.", "TUNED.onnx");
        var backbone = CommonOptions.BackboneName();
        var network = new BackboneArguments();
        var tuning = new FineTuningArguments();
        var augmentation = new AugmentationArguments();
        var preview = new Option<string?>("--preview-augmentation")
        {
            Description = "Only write a picture of what the network would see of some photos in the first epochs, and stop.",
            HelpName = "SHEET.png",
        };
        var reportPath = new Option<string?>("--report")
        {
            Description = "Also write a report on the test photos, one HTML file, frozen and tuned network side by side.",
            HelpName = "REPORT.html",
        };
        var format = CommonOptions.Format("text", "json");
        var strict = CommonOptions.Strict();
        var quiet = CommonOptions.Quiet();
        var command = new Command("finetune", "Put a new head on a network, and train its last layers too.") { source, output, backbone };
        network.AddTo(command);
        tuning.AddTo(command);
        augmentation.AddTo(command);
        foreach (var option in new Option[] { preview, reportPath, format, strict, quiet })
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            if (parsed.GetValue(reportPath) is { } page)
                FineTuningReport.Check(page, path, tuning.TestFraction(parsed));
            var model = BackboneModel.Open(parsed.GetValue(backbone)!);
            var options = tuning.Options(parsed, network.Preprocessing(parsed, model)) with { Augmentation = augmentation.Options(parsed) };
            var images = ImageInput.Open(parsed.GetValue(source)!);
            if (parsed.GetValue(preview) is { } sheet)
            {
                var preprocessing = options.Features?.Preprocessing ?? throw new UsageException($"How '{model.Name}' wants its pictures is not known; say it with '--preprocessing'.");
                var count = AugmentationPreview.Write(sheet, images, preprocessing, options.Augmentation, options.Seed);
                Lines.Write($"{sheet}: {count} photos, each as it is and as it is seen in the first {AugmentationPreview.EpochCount} epochs.");
                return ExitCodes.Done;
            }

            TorchLibrary.Load();
            EmptyFolderList.Write(images);
            using var log = new FineTuningLog(parsed.GetValue(quiet));
            var result = await UnfinishedNote.AfterAsync(
                () => FineTuning.RunAsync(model, images, path, options, log, cancellationToken), FineTuning.ActivationPathOf(path, options), FineTuning.CheckpointPathOf(path)).ConfigureAwait(false);
            log.Dispose();
            network.Remember(parsed, model);
            SkippedList.Write(result.Skipped);
            result = result with { Record = result.Record with { Command = CommandText.Of(parsed.Tokens.Select(token => token.Value)) } };
            if (parsed.GetValue(format) == "json")
                Json.Write(FineTuningJson.Of(path, result.Record, result.Classifier.LabelNames.Length, result.History, result.Evaluation));
            else
                FineTuningText.Write(path, result.Record, result.Classifier.LabelNames.Length, result.History, result.Evaluation);
            Lines.WriteError($"Features and activations are kept in {result.ActivationPath}, for the next time; it may be deleted.");
            if (parsed.GetValue(reportPath) is { } pagePath)
                FineTuningReport.Write(pagePath, path, parsed.GetValue(source)!, result, tuning.Threads(parsed), parsed.GetValue(quiet), cancellationToken);
            return result.Skipped.Length > 0 && parsed.GetValue(strict) ? ExitCodes.BadData : ExitCodes.Done;
        });
        return command;
    }
}
