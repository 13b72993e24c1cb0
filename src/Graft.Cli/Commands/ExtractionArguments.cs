using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The options of every command that runs images through a backbone, and that run itself.</summary>
internal sealed class ExtractionArguments
{
    private readonly Option<string> _backbone = CommonOptions.BackboneName();
    private readonly Option<int> _batchSize = CommonOptions.BatchSize();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Option<bool> Strict { get; } = CommonOptions.Strict();

    public void AddTo(Command command, bool withBackbone = true)
    {
        if (withBackbone)
            command.Add(_backbone);
        command.Add(_batchSize);
        command.Add(_threads);
        command.Add(Strict);
        command.Add(_quiet);
    }

    public BackboneOptions BackboneOptions(ParseResult parsed) => new() { Threads = parsed.GetValue(_threads) };

    public ExtractionOptions ExtractionOptions(ParseResult parsed) =>
        new() { BatchSize = parsed.GetValue(_batchSize), Threads = parsed.GetValue(_threads) };

    /// <summary>Threads for work that takes them as a number or none for all cores.</summary>
    public int? Threads(ParseResult parsed) => parsed.GetValue(_threads) is > 0 and var threads ? threads : null;

    public ProgressLine Progress(ParseResult parsed, string what) => new(what, parsed.GetValue(_quiet));

    /// <summary>Extracts with progress, and lists what could not be read.</summary>
    public async Task<ExtractionReport> RunAsync(ParseResult parsed, ImageSet images, string featureFilePath, ExtractionOptions options, CancellationToken cancellationToken)
    {
        Hdf5RowWriter.CheckWritable(featureFilePath);
        EmptyFolderList.Write(images);
        using var backbone = Backbone.Load(parsed.GetValue(_backbone)!, BackboneOptions(parsed));
        using var progress = Progress(parsed, "Extracting");
        var report = await UnfinishedNote.AfterAsync(
            () => FeatureExtraction.RunAsync(backbone, images, featureFilePath, options, progress, cancellationToken),
            featureFilePath).ConfigureAwait(false);
        progress.Dispose();
        SkippedList.Write(report.Skipped);
        return report;
    }

    /// <summary>1 when images were skipped and that was not to be.</summary>
    public int ExitCode(ParseResult parsed, int skippedCount) =>
        skippedCount > 0 && parsed.GetValue(Strict) ? ExitCodes.BadData : ExitCodes.Done;
}
