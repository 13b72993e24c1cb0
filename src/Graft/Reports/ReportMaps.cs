using System.Collections.Immutable;

namespace Graft;

/// <summary>The maps of a report.</summary>
internal static class ReportMaps
{
    // t-SNE needs neighbours; of fewer rows nothing is to be seen anyway.
    private const int LeastRows = 10;

    public static (ImmutableArray<ReportedRow> Rows, ImmutableArray<ReportedMap> Maps) Run(
        Evaluation evaluation, IFeatureRows rows, ImmutableArray<int> unseen, ReportOptions options, IProgress<ReportProgress>? progress, CancellationToken cancellationToken)
    {
        var method = options.Map ?? (rows.RowCount <= ReportOptions.MapRows ? MapMethod.Tsne : MapMethod.Pca);
        if (method == MapMethod.None || rows.RowCount < 2)
            return ([], []);
        var places = Drawn(rows.RowCount, options.Seed);
        var drawn = rows.Select(places);
        var maps = ImmutableArray.CreateBuilder<ReportedMap>();
        var components = PrincipalComponents.Of(drawn, options.Threads, cancellationToken).Points;
        if (method == MapMethod.Tsne && drawn.RowCount >= LeastRows)
            maps.Add(new ReportedMap(MapMethod.Tsne, Tsne(drawn, components, options, progress, cancellationToken)));
        maps.Add(new ReportedMap(MapMethod.Pca, components));
        return (Described(evaluation, drawn, places, unseen), maps.ToImmutable());
    }

    private static ImmutableArray<MapPoint> Tsne(
        IFeatureRows rows, ImmutableArray<MapPoint> components, ReportOptions options, IProgress<ReportProgress>? progress, CancellationToken cancellationToken)
    {
        // scikit-learn's perplexity, as far as there are rows for it.
        var tsne = new TsneOptions { Seed = options.Seed, Threads = options.Threads };
        tsne = tsne with { Perplexity = Math.Min(tsne.Perplexity, (rows.RowCount - 1) / 3.0) };
        return Graft.Tsne.Map(rows, components, tsne, progress is null ? null : new Steps(progress), cancellationToken);
    }

    /// <summary>All rows, or so many of them at random, in ascending order.</summary>
    private static ImmutableArray<int> Drawn(int rowCount, int seed)
    {
        var all = Enumerable.Range(0, rowCount).ToArray();
        if (rowCount <= ReportOptions.MapRows)
            return [.. all];
        new Xoshiro256(seed, 0).Shuffle(all);
        return [.. all.Take(ReportOptions.MapRows).Order()];
    }

    private static ImmutableArray<ReportedRow> Described(Evaluation evaluation, IFeatureRows drawn, ImmutableArray<int> places, ImmutableArray<int> unseen)
    {
        var tests = unseen.ToHashSet();
        var taken = evaluation.Mistakes.ToDictionary(mistake => unseen[mistake.Row], mistake => evaluation.Classes[mistake.PredictedLabel].Name);
        return [.. places.Select((place, i) => new ReportedRow(
            drawn.Paths[i], drawn.LabelNames[drawn.Labels[i]], tests.Contains(place), taken.GetValueOrDefault(place)))];
    }

    private sealed class Steps(IProgress<ReportProgress> progress) : IProgress<TsneProgress>
    {
        public void Report(TsneProgress value) => progress.Report(new ReportProgress(ReportStage.Map, value.DoneIterations, value.TotalIterations));
    }
}
