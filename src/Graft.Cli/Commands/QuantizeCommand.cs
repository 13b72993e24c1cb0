using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft quantize</c>: a network that computes with whole numbers of 8 bits.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var standard = new QuantizationOptions();
        var name = new Argument<string>("BACKBONE") { Description = CommonOptions.Backbones };
        var images = new Option<string>("--calibrate")
        {
            Description = "Photos such as the network will see: a folder, photo, CSV file or pack. With labels, accuracies are compared too.",
            HelpName = "IMAGES",
            Required = true,
        };
        var layers = new Option<string[]>("--layer")
        {
            Description = "Where features are taken: a layer's name ('graft layers' lists them). May be given several times. Up to there it is quantised.",
            HelpName = "NAME",
        };
        var output = CommonOptions.Out("The ONNX file to write.", "NET.int8.onnx");
        var maxError = CommonOptions.Number(
            "--max-error", "The largest error of the features, as a share of their length. Layers are kept in fp32 until it is not exceeded.", standard.MaxError,
            value => value > 0, "must be a number of more than 0");
        var calibrationCount = CommonOptions.Integer("--calibration-photos", "Photos to learn ranges from at most; half of them where there are few.", standard.CalibrationCount, 1, 100_000);
        var testCount = CommonOptions.Integer("--test-photos", "Other photos to measure what comes of it on at most; 0 for none.", standard.TestCount, 0, 1_000_000);
        var network = new BackboneArguments();
        var threads = CommonOptions.Threads();
        var quiet = CommonOptions.Quiet();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("quantize", "Make a network compute with 8 bits: several times as fast on most processors.") { name, images, layers, output, maxError, calibrationCount, testCount };
        network.AddTo(command);
        foreach (var option in new Option[] { threads, quiet, format })
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var model = BackboneModel.Open(parsed.GetValue(name)!);
            var photos = ImageInput.OpenAny(parsed.GetValue(images)!);
            QuantizationReport report;
            using (var progress = new ProgressLine("Reading photos", parsed.GetValue(quiet)))
            {
                report = await BackboneQuantization.RunAsync(model, photos, path, new QuantizationOptions
                {
                    Layers = [.. parsed.GetValue(layers) ?? []],
                    Preprocessing = network.Preprocessing(parsed, model),
                    CalibrationCount = parsed.GetValue(calibrationCount),
                    TestCount = parsed.GetValue(testCount),
                    MaxError = parsed.GetValue(maxError),
                    Threads = parsed.GetValue(threads),
                }, progress, cancellationToken).ConfigureAwait(false);
            }

            network.Remember(parsed, model);
            SkippedList.Write(report.Skipped);
            if (parsed.GetValue(format) == "json")
                Json.Write(QuantizationJson.Of(path, report));
            else
                QuantizationText.Write(path, model.Name, report);
            return ExitCodes.Done;
        });
        return command;
    }
}
