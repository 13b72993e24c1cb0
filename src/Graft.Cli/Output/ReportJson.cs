namespace Graft.Cli.Output;

/// <summary>Every number of a report; the page names them by their place here.</summary>
internal static class ReportJson
{
    public static object Of(string path, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        var names = evaluation.Classes.Select(item => item.Name).ToArray();
        return new
        {
            Out = path,
            report.Title,
            report.RowCount,
            TestCount = evaluation.SampleCount,
            evaluation.CorrectCount,
            evaluation.Accuracy,
            evaluation.Interval,
            Rank5 = evaluation.Rank5Accuracy,
            evaluation.MeanPerClassAccuracy,
            evaluation.MacroAverage,
            evaluation.WeightedAverage,
            ClassCount = names.Length,
            evaluation.Classes,
            ConfusionMatrix = ResultJson.Rows(evaluation.ConfusionMatrix),
            ConfusedPairs = evaluation.ConfusedPairs.Select(pair => new
            {
                True = names[pair.TrueLabel],
                Predicted = names[pair.PredictedLabel],
                pair.Count,
                Share = (double)pair.Count / evaluation.Classes[pair.TrueLabel].Support,
            }),
            MistakeCount = evaluation.Mistakes.Length,
            Mistakes = report.Mistakes.Select(mistake => new
            {
                mistake.Path,
                True = mistake.TrueName,
                Predicted = mistake.PredictedName,
                mistake.Probability,
                mistake.TrueProbability,
                mistake.Problem,
            }),
            evaluation.ReliabilityBins,
            evaluation.CalibrationError,
            report.LearningCurve,
            report.LearningCurveProblem,
            Tuning = report.Tuning is { } tuning ? FineTuningJson.Of(tuning, evaluation) : null,
            Maps = report.Maps.Select(map => new
            {
                Method = map.Method.ToString().ToLowerInvariant(),
                Points = map.Points.Select((point, i) => new { report.MapRows[i].Path, report.MapRows[i].Name, report.MapRows[i].IsTest, Predicted = report.MapRows[i].PredictedName, point.X, point.Y }),
            }),
            report.Search,
            Recipe = report.Recipe is not { } recipe ? null : new
            {
                Backbone = recipe.Backbone.Name,
                recipe.Backbone.Sha256,
                recipe.Backbone.Layer,
                Preprocessing = System.Text.Json.JsonDocument.Parse(recipe.Preprocessing.ToJson()).RootElement,
                Shaping = System.Text.Json.JsonDocument.Parse(recipe.Shaping.ToJson()).RootElement,
            },
            report.Record,
            report.Created,
        };
    }
}
