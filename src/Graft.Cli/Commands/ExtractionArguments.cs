using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The options of every command that runs images through a backbone, and that run itself.</summary>
internal sealed class ExtractionArguments
{
    private readonly Option<string> _backbone = CommonOptions.BackboneName();
    private readonly BackboneArguments _network = new();
    private readonly FeatureArguments _features = new();
    private readonly Option<string> _precision = CommonOptions.Precision();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<int> _batchSize = CommonOptions.BatchSize();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _verbose = CommonOptions.Verbose();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Option<bool> Strict { get; } = CommonOptions.Strict();

    public void AddTo(Command command, bool withBackbone = true)
    {
        if (withBackbone)
        {
            command.Add(_backbone);
            _network.AddTo(command);
            _features.AddTo(command);
            command.Add(_precision);
        }

        command.Add(_device);
        command.Add(_batchSize);
        command.Add(_threads);
        command.Add(Strict);
        command.Add(_verbose);
        command.Add(_quiet);
    }

    public BackboneOptions BackboneOptions(ParseResult parsed) => new()
    {
        Threads = parsed.GetValue(_threads),
        Device = Enum.Parse<BackboneDevice>(parsed.GetValue(_device)!, ignoreCase: true),
    };

    public ExtractionOptions ExtractionOptions(ParseResult parsed) =>
        new() { BatchSize = parsed.GetValue(_batchSize) is > 0 and var size ? size : new ExtractionOptions().BatchSize, Threads = parsed.GetValue(_threads) };

    /// <summary>Threads; 0 for one a core.</summary>
    public int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public ProgressLine Progress(ParseResult parsed, string what, string unit = "images") => new(what, parsed.GetValue(_quiet), unit);

    /// <summary>Extracts with progress, and lists what could not be read.</summary>
    public async Task<ExtractionReport> RunAsync(ParseResult parsed, ImageSet images, string featureFilePath, ExtractionOptions options, CancellationToken cancellationToken)
    {
        Hdf5RowWriter.CheckWritable(featureFilePath);
        EmptyFolderList.Write(images);
        var tuned = await LoadBackboneAsync(parsed, images, options.Append ? featureFilePath : null, cancellationToken).ConfigureAwait(false);
        using var backbone = tuned.Backbone;
        if (parsed.GetValue(_verbose))
            TuningText.Write(tuned);
        using var progress = Progress(parsed, "Extracting");
        var report = await UnfinishedNote.AfterAsync(
            () => FeatureExtraction.RunAsync(backbone, images, featureFilePath, options with { BatchSize = tuned.BatchSize }, progress, cancellationToken),
            featureFilePath).ConfigureAwait(false);
        progress.Dispose();
        SkippedList.Write(report.Skipped);
        return report;
    }

    /// <summary>By itself, so that the whole network is garbage while the cut one runs.</summary>
    private async Task<TunedBackbone> LoadBackboneAsync(ParseResult parsed, ImageSet images, string? addedTo, CancellationToken cancellationToken)
    {
        var model = BackboneModel.Open(parsed.GetValue(_backbone)!);
        var features = _features.Options(parsed, _network.Preprocessing(parsed, model));
        var options = BackboneOptions(parsed);
        var used = await PrecisionArguments.ApplyAsync(parsed.GetValue(_precision), model, images, features, options.Threads, addedTo, parsed.GetValue(_quiet), cancellationToken).ConfigureAwait(false);
        var tuned = BackboneTuning.Load(how => used.Cut(features, how), options, parsed.GetValue(_batchSize), images.Images.Length);
        if (used != model && images.Images.Length >= BackboneTuning.FewestImages && !parsed.GetValue(_quiet))
            PrecisionArguments.Compare(model, features, options, tuned.Backbone);
        _network.Remember(parsed, model);
        return tuned;
    }

    /// <summary>Whether several layers were asked for that are not one row.</summary>
    public bool HasSeveralDatasets(ParseResult parsed) => _features.Layers(parsed).Length > 1 && !_features.IsConcatenated(parsed);

    /// <summary>Layers that were asked for.</summary>
    public string[] Layers(ParseResult parsed) => _features.Layers(parsed);

    /// <summary>Options that have no meaning where features are there already.</summary>
    public IReadOnlyList<string> GivenForExtraction(ParseResult parsed) =>
    [
        .. CommonOptions.Given(parsed, _backbone, _precision),
        .. _network.Given(parsed),
        .. _features.Given(parsed),
    ];

    /// <summary>1 when images were skipped and that was not to be.</summary>
    public int ExitCode(ParseResult parsed, int skippedCount) =>
        skippedCount > 0 && parsed.GetValue(Strict) ? ExitCodes.BadData : ExitCodes.Done;
}
