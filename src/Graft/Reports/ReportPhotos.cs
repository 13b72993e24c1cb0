using System.Collections.Immutable;

namespace Graft;

/// <summary>The surest mistakes of a report, with their photos.</summary>
internal static class ReportPhotos
{
    public static ImmutableArray<ReportedMistake> Run(
        Evaluation evaluation, IFeatureRows rows, ImmutableArray<int> unseen, RowPhotos photos, int count, IProgress<ReportProgress>? progress, CancellationToken cancellationToken)
    {
        var mistakes = ImmutableArray.CreateBuilder<ReportedMistake>();
        var shown = evaluation.Mistakes.Take(count).ToList();
        foreach (var mistake in shown)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = unseen[mistake.Row];
            var reported = new ReportedMistake(
                rows.Paths[row], evaluation.Classes[mistake.TrueLabel].Name, evaluation.Classes[mistake.PredictedLabel].Name, mistake.Probability, mistake.TrueProbability);
            mistakes.Add(With(reported, photos, row));
            progress?.Report(new ReportProgress(ReportStage.Photos, mistakes.Count, shown.Count));
        }

        return mistakes.ToImmutable();
    }

    private static ReportedMistake With(ReportedMistake mistake, RowPhotos photos, int row)
    {
        try
        {
            return mistake with { Thumbnail = [.. Graft.Thumbnail.Jpeg(photos.Read(row))] };
        }
        catch (ImageReadException e)
        {
            return mistake with { Problem = e.Reason };
        }
    }
}
