using System.Diagnostics;

namespace Graft.Cli.Output;

/// <summary>Shows how far a search has come, and keeps its table on the disk.</summary>
internal sealed class SearchLog(ProgressLine progress, string path) : IProgress<SearchProgress>, IDisposable
{
    // A write is flushed to the disk, which takes as long as many a fit.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private SearchTable? _table;
    private SearchTable? _written;
    private long _writtenAt;

    public void Report(SearchProgress value)
    {
        _table = value.Table;
        if (value.DoneCount == value.TotalCount || (value.DoneCount > 0 && Stopwatch.GetElapsedTime(_writtenAt) > Interval))
            Write(value.Table);
        progress.Report(value);
    }

    /// <summary>Runs a training that reports here. Whoever cancels it is told where the table is.</summary>
    public TrainingResult Watch(Func<TrainingResult> training)
    {
        try
        {
            return training();
        }
        catch (OperationCanceledException) when (_table is { Rows.IsEmpty: true })
        {
            throw new OperationCanceledException($"Cancelled. Nothing of the {_table.SettingCount:N0} settings was finished; nothing was written.");
        }
        catch (OperationCanceledException) when (_table is not null)
        {
            if (_table != _written)
                Write(_table);
            throw new OperationCanceledException(
                $"Cancelled. The table so far, {Finished(_table)}, is in {path}; no classifier was written.");
        }
        finally
        {
            progress.Dispose();
        }
    }

    public void Dispose() => progress.Dispose();

    private static string Finished(SearchTable table)
    {
        var complete = table.Rows.Count(row => row.FoldAccuracies.All(double.IsFinite));
        return complete == table.Rows.Length
            ? $"of {complete:N0} of {table.SettingCount:N0} settings"
            : $"of {complete:N0} of {table.SettingCount:N0} settings in all folds and {table.Rows.Length - complete:N0} in some";
    }

    private void Write(SearchTable table)
    {
        SearchTableFile.Write(path, table);
        (_written, _writtenAt) = (table, Stopwatch.GetTimestamp());
    }
}
