using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft convert</c>: rows from one file format to another.</summary>
internal static class ConvertCommand
{
    private const string Contiguous = "contiguous";
    private const string Chunked = "chunked";

    // As h5py compresses when it is told no level.
    private const int DefaultGzipLevel = 4;

    private static readonly Dictionary<string, ConversionFormat> Formats = new()
    {
        ["h5"] = ConversionFormat.Hdf5,
        ["npy"] = ConversionFormat.Npy,
        ["csv"] = ConversionFormat.Csv,
        ["parquet"] = ConversionFormat.Parquet,
    };

    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "A feature file (.h5), ours or another's, a NumPy array (.npy) or a CSV file (.csv)." };
        var to = CommonOptions.Choice("--to", "What to write.", [.. Formats.Keys]);
        to.Required = true;
        var output = CommonOptions.Out("The file to write; FILE with the new ending when left out.", "FILE");
        output.Required = false;
        var type = CommonOptions.Choice("--dtype", "How values are stored, with --to h5 or npy; as they are when left out.", "float16", "float32", "float64");
        var gzip = CommonOptions.Integer("--gzip", $"Compress, with --to h5; from 1, fast, to 9, small. {DefaultGzipLevel} when no number is given.", DefaultGzipLevel, 1, 9);
        gzip.Arity = ArgumentArity.ZeroOrOne;
        // Help would say that files are compressed when nothing is said.
        gzip.DefaultValueFactory = null;
        var layout = CommonOptions.Choice("--layout", "How rows lie in the file, with --to h5.", Contiguous, Chunked);
        var labels = new Option<string>("--labels")
        {
            Description = "The labels of a NumPy array: a CSV file with the columns label and perhaps path. NAME.labels.csv or NAME.csv when left out.",
            HelpName = "LABELS.csv",
        };
        var storedLayer = CommonOptions.StoredLayer("the main one");
        var format = CommonOptions.Format("text", "json");
        var quiet = CommonOptions.Quiet();
        var command = new Command("convert", "Convert features between HDF5, NumPy, CSV and Parquet.")
        {
            input, to, output, type, gzip, layout, labels, storedLayer, format, quiet,
        };
        command.Validators.Add(result =>
        {
            // Tokens, since a value that was refused already cannot be asked for.
            var target = Given(result, to);
            if (target is not (null or "h5" or "npy") && Given(result, type) is not null)
                result.AddError("Option '--dtype' goes with --to h5 or npy.");
            if (target is not (null or "h5") && Given(result, gzip) is not null)
                result.AddError("Option '--gzip' goes with --to h5.");
            if (target is not (null or "h5") && Given(result, layout) is not null)
                result.AddError("Option '--layout' goes with --to h5.");
            if (Given(result, gzip) is not null && Given(result, layout) == Contiguous)
                result.AddError("Option '--gzip' needs '--layout chunked', got 'contiguous'.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(input)!;
            var options = new ConversionOptions
            {
                ElementType = parsed.GetValue(type) is { } name ? Enum.Parse<ElementType>(name, ignoreCase: true) : null,
                Chunked = parsed.GetValue(layout) == Chunked,
                GzipLevel = Given(parsed.CommandResult, gzip) is null ? null : parsed.GetValue(gzip),
                LabelsPath = parsed.GetValue(labels),
                Layer = parsed.GetValue(storedLayer),
            };
            using var progress = new ProgressLine("Converting", parsed.GetValue(quiet), "rows");
            var report = await FeatureConversion.RunAsync(
                path, parsed.GetValue(output) ?? Path.ChangeExtension(path, parsed.GetValue(to)), Formats[parsed.GetValue(to)!],
                options, progress, cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            if (report.OverflowCount > 0)
                await Console.Error.WriteLineAsync(ResultText.Overflow(report)).ConfigureAwait(false);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(report));
            else
                ResultText.Write(report);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>What stands behind an option, nothing where its value was left out; null where the option was.</summary>
    private static string? Given(CommandResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } given ? string.Concat(given.Tokens.Select(token => token.Value)) : null;
}
