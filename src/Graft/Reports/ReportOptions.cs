namespace Graft;

/// <summary>What a <see cref="ClassifierReport"/> holds.</summary>
public sealed record ReportOptions
{
    /// <summary>The most rows that are drawn on a map, and that t-SNE is run on.</summary>
    public const int MapRows = 10_000;

    /// <summary>What the report is called, such as the classifier's file name.</summary>
    public string Title { get; init; } = "Classifier";

    /// <summary>The maps. Null draws t-SNE where there are at most <see cref="MapRows"/> rows, else principal components alone.</summary>
    public MapMethod? Map { get; init; }

    /// <summary>
    /// Whether there is a learning curve, for which the classifier is fitted again on shares of its training rows. Without it
    /// the report says nothing of one.
    /// </summary>
    public bool HasLearningCurve { get; init; } = true;

    /// <summary>Folder, CSV file or pack of the photos; null for where the feature files say they were.</summary>
    public string? Images { get; init; }

    /// <summary>How many mistakes are shown with their photo, the surest first; at least 0.</summary>
    public int MistakeCount { get; init; } = 24;

    /// <summary>Decides every random choice: the shares of the learning curve, the map, which rows it shows.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>The command line that made the report; null when it was made by a program.</summary>
    public string? Command { get; init; }
}
