using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft pack</c>: images into one HDF5 file.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var defaults = new PackingOptions();
        var images = new Argument<string>("IMAGES") { Description = CommonOptions.LabeledImages };
        var output = CommonOptions.Out("The HDF5 file to write.", "IMAGES.h5");
        var encoding = CommonOptions.WithDefault(
            CommonOptions.Choice("--encoding", "raw keeps pixels of one size, which are read fastest; original keeps the files as they are.", "raw", "original"), "raw");
        var size = CommonOptions.Integer("--size", "With raw: width and height in pixels.", defaults.Size, 1, 4096);
        var fit = CommonOptions.WithDefault(
            CommonOptions.Choice("--fit", "With raw: how other shapes are brought to that size.", "crop", "squash", "pad"), "crop");
        var append = CommonOptions.Append();
        var commitEvery = CommonOptions.CommitEvery();
        var format = CommonOptions.Format("text", "json");
        var threads = CommonOptions.Threads();
        var strict = CommonOptions.Strict();
        var quiet = CommonOptions.Quiet();
        var command = new Command("pack", "Put photos into one HDF5 file, which is read faster than a folder.")
        {
            images, output, encoding, size, fit, append, commitEvery, format, threads, strict, quiet,
        };
        command.Validators.Add(result =>
        {
            // The token, not the value: asking for that of a wrong one throws.
            if (result.GetResult(encoding)?.Tokens is [{ Value: "original" }] && (result.GetResult(size) is { Implicit: false } || result.GetResult(fit) is { Implicit: false }))
                result.AddError("Options '--size' and '--fit' go with '--encoding raw'; original files are kept as they are.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            Hdf5RowWriter.CheckWritable(path);
            var options = new PackingOptions
            {
                Encoding = Enum.Parse<ImageEncoding>(parsed.GetValue(encoding)!, ignoreCase: true),
                Size = parsed.GetValue(size),
                Fit = Enum.Parse<ResizeMode>(parsed.GetValue(fit)!, ignoreCase: true),
                Threads = parsed.GetValue(threads),
                Append = parsed.GetValue(append),
                CommitInterval = TimeSpan.FromSeconds(parsed.GetValue(commitEvery)),
            };
            var set = ImageInput.Open(parsed.GetValue(images)!);
            EmptyFolderList.Write(set);
            using var progress = new ProgressLine("Packing", parsed.GetValue(quiet));
            var report = await UnfinishedNote.AfterAsync(() => ImagePacking.RunAsync(set, path, options, progress, cancellationToken), path).ConfigureAwait(false);
            progress.Dispose();
            SkippedList.Write(report.Skipped);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, report));
            else
                Console.Out.WriteLine(ResultText.Of(path, report));
            return report.Skipped.Length > 0 && parsed.GetValue(strict) ? ExitCodes.BadData : ExitCodes.Done;
        });
        return command;
    }
}
