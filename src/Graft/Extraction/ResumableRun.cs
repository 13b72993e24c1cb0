using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A run that makes one file of rows from many images: begun, gone on with after an interruption, or added to a file
/// that is finished. Whatever the way, the file comes out the same.
/// </summary>
internal sealed class ResumableRun : IDisposable
{
    private readonly FinishedFile? _finished;
    private readonly ImmutableArray<RowDataset> _others;
    private int _copied;

    private ResumableRun(FinishedFile? finished, Hdf5RowWriter writer, RowPlan plan, ImmutableArray<RowDataset> others)
    {
        (_finished, Writer, Plan, _others) = (finished, writer, plan, others);
        _copied = plan.DoneCount;
    }

    public Hdf5RowWriter Writer { get; }

    public RowPlan Plan { get; }

    /// <summary>Images that are still to be read.</summary>
    public ImmutableArray<ImageFile> Remaining => Plan.Inputs[_copied..];

    /// <summary>How far it has come.</summary>
    public ExtractionProgress Progress =>
        new(Writer.RowCount + Writer.Skipped.Count, Plan.Inputs.Length, Writer.Skipped.Count) { ResumedCount = Plan.DoneCount };

    /// <summary>Images that have no row, in order.</summary>
    public ImmutableArray<SkippedImage> Skipped => Plan.DoneCount == Plan.Inputs.Length && Writer.RowCount + Writer.Skipped.Count < Plan.DoneCount
        // Only the name was missing, and the list is no longer in the file.
        ? SkippedImage.Without(Plan.Inputs, Writer.Paths, "it could not be read by the run that was interrupted")
        : [.. Writer.Skipped.Select(skipped => new SkippedImage(skipped.Path, skipped.Reason))];

    /// <param name="path">The file to make.</param>
    /// <param name="images">All images.</param>
    /// <param name="append">Whether to add to the rows that the file has.</param>
    /// <param name="options">What the rows are, but for inputs and class names.</param>
    /// <exception cref="OutputException">An interrupted run, or the finished file, was of other rows.</exception>
    public static ResumableRun Open(string path, ImageSet images, bool append, Hdf5RowOptions options)
    {
        var finished = append && File.Exists(path) ? FinishedFile.Open(path) : null;
        // Its positions are put in order when the plan is known.
        options = options with { Part = images.Part };
        RowPlan? plan = null;
        Hdf5RowWriter? writer = null;
        try
        {
            if (finished?.DifferenceTo(options) is { } other)
                throw new OutputException($"Cannot add to '{path}': {other}. Use the same backbone, layer and preprocessing, or write another file.", path);
            writer = Hdf5RowWriter.Open(path, null, state => Decide(state), continues: true);
            var run = new ResumableRun(finished, writer, plan!, options.OtherDatasets);
            DiskRoom.Require(path, options.IsVariable ? 0 : (long)run.Remaining.Length * options.AddedRowLength);
            return run;
        }
        catch
        {
            writer?.Dispose();
            finished?.Dispose();
            throw;
        }

        Hdf5RowOptions Decide(RowFileState? state)
        {
            // What the rows are comes first; whose rows they are would be beside the point if that differs.
            if (state?.DifferenceTo(options with { LabelNames = state.LabelNames }) is { } difference)
                throw Refusal(difference);
            plan = append
                ? RowPlan.Extended(images, state, finished, Refusal)
                : RowPlan.Exact(images, state, Refusal);
            return options with { LabelNames = plan.LabelNames, Inputs = plan.RowInputs, Part = PartOf(images, plan) };

            OutputException Refusal(string reason) =>
                state is null ? new($"Cannot add to '{path}': {reason}.", path) : Hdf5RowWriter.Refusal(path, reason);
        }
    }

    /// <summary>The list that the images are a shard of, with the positions in the order of the plan.</summary>
    private static ListPart? PartOf(ImageSet images, RowPlan plan)
    {
        if (images.Part is not { } part)
            return null;
        var positions = images.Images.Zip(part.Positions).ToDictionary(pair => pair.First.Path, pair => pair.Second, StringComparer.Ordinal);
        return part with { Positions = [.. plan.Inputs.Select(image => positions[image.Path])] };
    }

    /// <summary>Takes over the rows of the finished file that is added to.</summary>
    public void CopyFinishedRows(IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        if (_finished is null)
            return;
        var rows = _finished.Paths.Select((path, row) => (path, row)).ToDictionary(pair => pair.path, pair => pair.row, StringComparer.Ordinal);
        for (; _copied < Plan.Inputs.Length && rows.TryGetValue(Plan.Inputs[_copied].Path, out var row); _copied++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Writer.AddBytes(_finished.ReadBytes(row, _others), Plan.Inputs[_copied].Label, Plan.Inputs[_copied].Path);
            progress?.Report(Progress);
        }
    }

    /// <summary>Keeps what is there when the work stops early.</summary>
    public void KeepWhatIsDone()
    {
        try
        {
            Writer.Commit();
        }
        catch (OutputException)
        {
            // What stopped the work says more than that this could not be written either.
        }
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        // Windows replaces no file that is open.
        _finished?.Dispose();
        Writer.Complete();
    }

    public void Dispose()
    {
        Writer.Dispose();
        _finished?.Dispose();
    }
}
