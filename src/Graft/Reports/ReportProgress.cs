namespace Graft;

/// <summary>How far a report has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Steps of it that are done.</param>
/// <param name="Total">All its steps.</param>
public readonly record struct ReportProgress(ReportStage Stage, int Done, int Total);

/// <summary>The long parts of a report.</summary>
public enum ReportStage
{
    /// <summary>Fits of the learning curve.</summary>
    LearningCurve,

    /// <summary>Steps of t-SNE.</summary>
    Map,

    /// <summary>Photos of mistakes.</summary>
    Photos,
}
