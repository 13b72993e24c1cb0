using System.Collections.Immutable;

namespace Graft;

/// <summary>Where a classifier is right and where it is wrong, in numbers, lists and maps; <see cref="Save"/> makes a page of it.</summary>
public sealed record ClassifierReport
{
    /// <summary>What the report is called.</summary>
    public required string Title { get; init; }

    /// <summary>How the classifier came about.</summary>
    public required TrainingRecord Record { get; init; }

    /// <summary>What made the features; null when nobody knows.</summary>
    public required FeatureRecipe? Recipe { get; init; }

    /// <summary>The table of the search that found the classifier's options; null when there was none.</summary>
    public required SearchTable? Search { get; init; }

    /// <summary>How the network was fine-tuned; null when it was not.</summary>
    public TuningHistory? Tuning { get; init; }

    /// <summary>All rows that were given, those that the classifier was fitted on included.</summary>
    public required int RowCount { get; init; }

    /// <summary>How it did on the others.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>The surest mistakes, the surest first, with their photos.</summary>
    public required ImmutableArray<ReportedMistake> Mistakes { get; init; }

    /// <summary>Accuracy over the share of the training rows, in ascending order; empty where none was wanted or it could not be found out.</summary>
    public required ImmutableArray<LearningCurvePoint> LearningCurve { get; init; }

    /// <summary>Why there is no learning curve, a whole sentence; null when there is one or none was wanted.</summary>
    public string? LearningCurveProblem { get; init; }

    /// <summary>The rows of the maps, in their order; not all where there are more than <see cref="ReportOptions.MapRows"/>.</summary>
    public required ImmutableArray<ReportedRow> MapRows { get; init; }

    /// <summary>The maps, the more telling first; empty where none was wanted.</summary>
    public required ImmutableArray<ReportedMap> Maps { get; init; }

    /// <summary>The command line that made the report; null when it was made by a program.</summary>
    public string? Command { get; init; }

    /// <summary>When the report was made, ISO 8601 in UTC.</summary>
    public required string Created { get; init; }

    /// <summary>Tests a classifier on the rows that it has not seen, and finds out what a report says of it.</summary>
    /// <param name="classifier">The classifier, with its record and the hashes of the rows that it has seen.</param>
    /// <param name="rows">Rows of its backbone, layer and preprocessing; with its training rows there is a learning curve too.</param>
    /// <param name="options">What the report holds; null for the defaults.</param>
    /// <param name="progress">Told of the long parts, one at a time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="FeatureFileException">The features are of another backbone, layer or preprocessing, or the file is damaged.</exception>
    /// <exception cref="TrainingDataException">The classifier was fitted on every row.</exception>
    /// <exception cref="GraftException">There are no rows, rows of a class that the classifier does not know, or no photos where they were said to be.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ClassifierReport Of(
        ClassifierFile classifier, IFeatureRows rows, ReportOptions? options = null, IProgress<ReportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MistakeCount, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        // Photos that were named and are not there are told of before the long work.
        using var photos = RowPhotos.Open(rows, options.Images);
        var unseen = UnseenRows.Of(classifier.Classifier, classifier.SeenRows, rows, cancellationToken);
        var evaluation = Evaluation.Of(classifier.Classifier, rows.Select(unseen), cancellationToken);
        var (curve, problem) = ReportCurve.Run(classifier, rows, unseen, options, progress, cancellationToken);
        var (mapRows, maps) = ReportMaps.Run(evaluation, rows, unseen, options, progress, cancellationToken);
        return new ClassifierReport
        {
            Title = options.Title,
            Record = classifier.Record,
            Recipe = classifier.Classifier.Recipe,
            Search = classifier.Search,
            RowCount = rows.RowCount,
            Evaluation = evaluation,
            Mistakes = ReportPhotos.Run(evaluation, rows, unseen, photos, options.MistakeCount, progress, cancellationToken),
            LearningCurve = curve,
            LearningCurveProblem = problem,
            MapRows = mapRows,
            Maps = maps,
            Command = options.Command,
            Created = Timestamp.Now(),
        };
    }

    /// <summary>Writes the report as one HTML file that needs no other; it appears whole, and a report that is there is replaced.</summary>
    /// <exception cref="OutputException">The file cannot be written there, or one that is no report has that name.</exception>
    /// <exception cref="ArgumentException">The baseline of <see cref="Tuning"/> was tested on other photos.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var page = ReportPage.Of(this);
        using var output = new OutputFile(path, HtmlPage.IsOurs);
        output.Write(stream => stream.Write(page));
        output.Complete();
    }

    /// <summary>Makes sure, before any long work, that a report can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.CheckWritable(path, HtmlPage.IsOurs);
    }
}
