using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft similar</c>: the images of a feature file that are most like a photo.</summary>
internal static class SimilarCommand
{
    public static Command Create()
    {
        var featurePath = new Argument<string>("FEATURES") { Description = "A feature file made by 'extract'." };
        var photos = new Argument<string[]>("IMAGES")
        {
            Description = "Photos, folders of photos at any depth, or a pack made by 'pack'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = CommonOptions.Integer("--top", "Images to print for each photo.", 10, 1, int.MaxValue);
        var metric = CommonOptions.WithDefault(CommonOptions.Choice("--metric", "How likeness is measured.", "cosine", "euclidean"), "cosine");
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The ONNX file of the backbone, where it is no longer where it was when the features were made.",
            HelpName = "FILE",
        };
        var layer = CommonOptions.StoredLayer("the first");
        var format = CommonOptions.Format("text", "csv", "json");
        var extraction = new ExtractionArguments();
        var command = new Command("similar", "Show the images that are most like a photo.") { featurePath, photos, top, metric, backbone, layer, format };
        extraction.AddTo(command, withBackbone: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var images = ImageInput.OpenUnlabeled(parsed.GetValue(photos)!);
            using var features = parsed.GetValue(layer) is { } name
                ? FeatureFile.Open(parsed.GetValue(featurePath)!, name)
                : FeatureFile.Open(parsed.GetValue(featurePath)!);
            using var search = SimilarImages.Load(features, extraction.BackboneOptions(parsed), parsed.GetValue(backbone));
            using var progress = extraction.Progress(parsed, "Searching");
            var results = new List<SimilarImageResult>();
            var skipped = new List<SkippedImage>();
            var how = Enum.Parse<NeighborMetric>(parsed.GetValue(metric)!, ignoreCase: true);
            await foreach (var result in search.FindAsync(
                images, parsed.GetValue(top), how, extraction.ExtractionOptions(parsed), cancellationToken).ConfigureAwait(false))
            {
                results.Add(result);
                if (result.Skipped is not null)
                    skipped.Add(result.Skipped);
                progress.Report(new ExtractionProgress(results.Count, images.Images.Length, skipped.Count));
            }

            progress.Dispose();
            SimilarOutput.Write(parsed.GetValue(format)!, results, how);
            SkippedList.Write(skipped);
            return skipped.Count == results.Count ? ExitCodes.BadData : extraction.ExitCode(parsed, skipped.Count);
        });
        return command;
    }
}
