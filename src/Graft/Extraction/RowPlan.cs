using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Which images get a row, in which order, and where an interrupted or earlier run has got to: the order is kept, so
/// that the finished file is the one that a single run would have made.
/// </summary>
/// <param name="Inputs">All images in the order of their rows; images that cannot be read leave no gap.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="DoneCount">How many of the inputs are dealt with.</param>
internal sealed record RowPlan(ImmutableArray<ImageFile> Inputs, ImmutableArray<string> LabelNames, int DoneCount)
{
    /// <summary>The inputs as they are written to the file.</summary>
    public ImmutableArray<RowInput> RowInputs { get; } = [.. Inputs.Select(image => new RowInput(image.Path, LabelNames[image.Label]))];

    /// <summary>Plans a run that makes the file of these images and no others.</summary>
    /// <param name="images">The images.</param>
    /// <param name="state">What an interrupted run left; null when there was none.</param>
    /// <param name="refuse">Makes the exception for an interrupted run of other images.</param>
    public static RowPlan Exact(ImageSet images, RowFileState? state, Func<string, Exception> refuse)
    {
        var plan = new RowPlan(images.Images, images.LabelNames, 0);
        if (state is null)
            return plan;
        if (state.IsFinished)
        {
            return state.InputsSha256 == Graft.RowInputs.Sha256(plan.RowInputs)
                ? plan with { DoneCount = plan.Inputs.Length }
                : throw refuse("it is finished but for its name, and was made of other images");
        }

        if (RowInputDifference.Describe(state.Inputs, plan.RowInputs) is { } difference)
            throw refuse(difference);
        return plan with { DoneCount = state.Paths.Length + state.Skipped.Length };
    }

    /// <summary>Plans a run that adds images to those of a finished file, or of an interrupted run.</summary>
    /// <param name="images">All images, the old ones among them.</param>
    /// <param name="state">What an interrupted run left; null when there was none.</param>
    /// <param name="finished">The finished file; null when there is none.</param>
    /// <param name="refuse">Makes the exception when an old image is gone or has another class.</param>
    public static RowPlan Extended(ImageSet images, RowFileState? state, FinishedFile? finished, Func<string, Exception> refuse)
    {
        // As the run that only failed to give the file its name planned it, skipped images in their places.
        if (state is { IsFinished: true } && Extended(images, null, finished, refuse) is var whole && state.InputsSha256 == Graft.RowInputs.Sha256(whole.RowInputs))
            return whole with { DoneCount = whole.Inputs.Length };

        var done = state is null ? [] : state.IsFinished ? Rows(state.Paths, state.Labels, state.LabelNames) : state.Inputs[..(state.Paths.Length + state.Skipped.Length)];
        var names = state?.LabelNames ?? finished?.LabelNames ?? [];
        var all = images.Images.ToDictionary(image => image.Path, StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<RowInput>();
        foreach (var input in done.Concat(finished is null ? [] : Rows(finished.Paths, finished.Labels, finished.LabelNames)))
        {
            if (taken.Add(input.Path))
                order.Add(input);
        }

        var gone = order.Where(input => !all.ContainsKey(input.Path)).ToList();
        if (gone.Count > 0)
            throw refuse($"{RowInputDifference.Named(gone)} in it no longer among the images; rows can only be added");
        var moved = order.FirstOrDefault(input => images.LabelNames[all[input.Path].Label] != input.LabelName);
        if (moved.Path is not null)
            throw refuse($"'{moved.Path}' is of class '{moved.LabelName}' in it, '{images.LabelNames[all[moved.Path].Label]}' now");
        names = [.. names, .. images.LabelNames.Except(names, StringComparer.Ordinal)];
        var labels = names.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var inputs = order.Select(input => all[input.Path]).Concat(images.Images.Where(image => !taken.Contains(image.Path)));
        return new RowPlan([.. inputs.Select(image => image with { Label = labels[images.LabelNames[image.Label]] })], names, done.Length);
    }

    private static ImmutableArray<RowInput> Rows(ImmutableArray<string> paths, ImmutableArray<int> labels, ImmutableArray<string> names) =>
        [.. paths.Zip(labels, (path, label) => new RowInput(path, names[label]))];
}
