using System.Collections.Immutable;

namespace Graft;

/// <summary>The frozen network and the tuned one side by side on the same test photos.</summary>
internal static class TuningResults
{
    /// <summary>A difference that chance makes at least this often is not taken for one.</summary>
    public const double Doubtful = 0.05;

    /// <summary>Classes that are shown each way.</summary>
    private const int ShownClasses = 6;

    private static readonly HtmlColumn[] Columns = [new("test photos", false), new("frozen"), new("tuned"), new("± points")];
    private static readonly HtmlColumn[] ClassColumns = [new("class", false), new("frozen"), new("tuned"), new("± points"), new("photos")];

    public static void Write(HtmlBuilder html, Evaluation frozen, Evaluation tuned, EvaluationComparison comparison)
    {
        (string Name, string Place, double Frozen, double Tuned)[] rows =
        [
            ("accuracy", "accuracy", frozen.Accuracy, tuned.Accuracy),
            ("95% interval", "interval", 0, 0),
            ("recognised", "correctCount", 0, 0),
            ("rank-5", "rank5", frozen.Rank5Accuracy, tuned.Rank5Accuracy),
            ("mean per class", "meanPerClassAccuracy", frozen.MeanPerClassAccuracy, tuned.MeanPerClassAccuracy),
            ("macro F1", "macroF1", frozen.MacroAverage.F1, tuned.MacroAverage.F1),
            ("calibration error", "calibrationError", frozen.CalibrationError, tuned.CalibrationError),
        ];
        html.Open("div", ("class", "pair")).Line();
        HtmlTable.Write(html, "The same photos, by the frozen network and by the fine-tuned one", Columns, rows.Length, Cell);
        WriteClasses(html, comparison);
        html.Close("div").Line();
        WriteAgreement(html, comparison);

        void Cell(int row, int column)
        {
            var (name, place, before, after) = rows[row];
            switch (place, column)
            {
                case (_, 0):
                    html.Text(name);
                    break;
                case ("interval", 1):
                    Interval("tuning.baseline.", frozen);
                    break;
                case ("interval", 2):
                    Interval("", tuned);
                    break;
                case ("correctCount", 1):
                    Correct("tuning.baseline.", frozen);
                    break;
                case ("correctCount", 2):
                    Correct("", tuned);
                    break;
                case ("interval" or "correctCount", _):
                    break;
                case (_, 1):
                    html.Percent($"tuning.baseline.{place}", before);
                    break;
                case (_, 2):
                    // The tuned network is what the report is about, so that its numbers are those of the report.
                    html.Percent(place == "macroF1" ? "macroAverage.f1" : place, after);
                    break;
                default:
                    html.Change($"tuning.gains.{place}", place == "accuracy" ? comparison.Gain : after - before);
                    break;
            }
        }

        // Where there is little room a line ends behind the first number and its word.
        void Interval(string where, Evaluation evaluation) =>
            html.Open("span", ("class", "range")).Percent($"{where}interval.low", evaluation.Interval.Low).Text("\u00A0to ").Percent($"{where}interval.high", evaluation.Interval.High).Close("span");

        void Correct(string where, Evaluation evaluation) =>
            html.Open("span", ("class", "range")).Count($"{where}correctCount", evaluation.CorrectCount).Text("\u00A0of ").Count($"{where}testCount", evaluation.SampleCount).Close("span");
    }

    private static void WriteAgreement(HtmlBuilder html, EvaluationComparison comparison)
    {
        const string Place = "tuning.comparison";
        html.Open("p").Text("Both recognise ").Count($"{Place}.bothCount", comparison.BothCount).Text(" of the photos, only the fine-tuned network ");
        html.Count($"{Place}.onlyTunedCount", comparison.OnlyAfterCount).Text(", only the frozen one ").Count($"{Place}.onlyBaselineCount", comparison.OnlyBeforeCount);
        html.Text(", neither ").Count($"{Place}.neitherCount", comparison.NeitherCount).Text(".");
        if (comparison.OnlyBeforeCount + comparison.OnlyAfterCount > 0)
        {
            html.Text(" If the two were equally good, a difference as large as this would come about by chance in ");
            html.Number($"{Place}.pValue", comparison.PValue, NumberText.Chance(comparison.PValue)).Text(" such comparisons, so that it ");
            html.Text(comparison.PValue < Doubtful ? "is hardly chance" : "may well be chance").Text(" (McNemar's exact test, p = ");
            html.Number($"{Place}.pValue", comparison.PValue, NumberText.PValue(comparison.PValue)).Text(").");
        }

        html.Close("p").Line();
    }

    private static void WriteClasses(HtmlBuilder html, EvaluationComparison comparison)
    {
        var classes = comparison.Classes;
        // Of equal changes, the one of more photos says more.
        var changed = Enumerable.Range(0, classes.Length).Where(k => classes[k].BeforeCount != classes[k].AfterCount)
            .OrderByDescending(k => classes[k].Gain).ThenByDescending(k => classes[k].Support * classes[k].Gain).ToArray();
        if (changed.Length == 0)
        {
            html.Element("p", "No class has more of its photos recognised than before, and none fewer.").Line();
            return;
        }

        ImmutableArray<int> shown = [.. changed.Where(k => classes[k].Gain > 0).Take(ShownClasses), .. changed.Where(k => classes[k].Gain < 0).TakeLast(ShownClasses)];
        var caption = shown.Length < changed.Length ? "Classes that gained and lost most: the share recognised" : "Classes that gained or lost: the share recognised";
        HtmlTable.Write(html, caption, ClassColumns, shown.Length, (row, column) => Cell(shown[row], column));

        void Cell(int k, int column)
        {
            switch (column)
            {
                case 0:
                    html.Name(classes[k].Name);
                    break;
                case 1:
                    html.Percent($"tuning.classes.{k}.baseline", classes[k].Before);
                    break;
                case 2:
                    html.Percent($"tuning.classes.{k}.tuned", classes[k].After);
                    break;
                case 3:
                    html.Change($"tuning.classes.{k}.gain", classes[k].Gain);
                    break;
                case 4:
                    html.Count($"tuning.classes.{k}.support", classes[k].Support);
                    break;
            }
        }
    }
}
