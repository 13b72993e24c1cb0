namespace Graft.Cli.Output;

/// <summary>Shows how far each of the long parts of a report has come.</summary>
internal sealed class ReportLog(bool quiet) : IProgress<ReportProgress>, IDisposable
{
    private ReportStage? _stage;
    private ProgressLine? _line;

    public void Report(ReportProgress value)
    {
        if (_stage != value.Stage)
        {
            _line?.Dispose();
            (_stage, _line) = (value.Stage, NewLine(value.Stage));
        }

        _line!.Report(new ExtractionProgress(value.Done, value.Total, 0));
    }

    public void Dispose() => _line?.Dispose();

    private ProgressLine NewLine(ReportStage stage) => stage switch
    {
        ReportStage.LearningCurve => new ProgressLine("Learning curve", quiet, "fits"),
        ReportStage.Map => new ProgressLine("Map by t-SNE", quiet, "steps"),
        _ => new ProgressLine("Photos of mistakes", quiet, "photos"),
    };
}
