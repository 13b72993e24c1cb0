using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft export</c>: network and classifier to one ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var classifier = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train'." };
        var output = CommonOptions.Out("The ONNX file to write: network and classifier in one.", "APP.onnx");
        var withPreprocessing = new Option<bool>("--with-preprocessing")
        {
            Description = "Put resizing, cropping and scaling into the graph too: it then takes uint8 pixels [N, height, width, 3] of any size.",
        };
        var images = new Option<string?>("--images")
        {
            Description = "Photos to try the file on before it is written: a folder, photo, CSV file or pack. When left out, six pictures that come with Graft.",
            HelpName = "IMAGES",
        };
        var limit = CommonOptions.Integer("--limit", "How many of the photos to try at most, spread evenly over all.", new ExportOptions().PhotoLimit, 1, int.MaxValue);
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The ONNX file of the backbone, where it is no longer where it was when its features were made.",
            HelpName = "FILE",
        };
        var precision = CommonOptions.ClassifierPrecision();
        var threads = CommonOptions.Threads();
        var quiet = CommonOptions.Quiet();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("export", "Put network and classifier into one ONNX file that any ONNX runtime runs.")
        {
            classifier, output, withPreprocessing, images, limit, backbone, precision, threads, quiet, format,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var photos = parsed.GetValue(images) is { } place ? ImageInput.OpenUnlabeled(place) : null;
            ExportReport report;
            using (var progress = new ProgressLine("Trying", parsed.GetValue(quiet)))
            {
                report = ClassifierExport.Run(parsed.GetValue(classifier)!, path, new ExportOptions
                {
                    WithPreprocessing = parsed.GetValue(withPreprocessing),
                    BackbonePath = parsed.GetValue(backbone),
                    Photos = photos,
                    Precision = parsed.GetValue(precision) is { } wanted ? Enum.Parse<BackbonePrecision>(wanted, ignoreCase: true) : null,
                    PhotoLimit = parsed.GetValue(limit),
                    Backbone = new BackboneOptions { Threads = parsed.GetValue(threads) },
                }, progress, cancellationToken);
            }

            SkippedList.Write(report.Skipped);
            if (parsed.GetValue(format) == "json")
                Json.Write(new { Out = path, Bytes = report.Length, Classes = report.LabelNames, report.PhotoCount, report.LargestDifference, report.LargestTensorDifference, report.SameLabelCount, report.Skipped });
            else
                ExportText.Write(path, report, parsed.GetValue(withPreprocessing), photos is null);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
