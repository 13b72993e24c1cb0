namespace Graft;

/// <summary>Loss and accuracy over the epochs.</summary>
internal static class TuningCurves
{
    private static readonly HtmlColumn[] Columns =
        [new("epoch"), new("learning rate"), new("training loss"), new("accuracy"), new("validation loss"), new("accuracy"), new("", false)];

    public static void Write(HtmlBuilder html, TuningHistory history)
    {
        var plots = new[] { ("Loss over the epochs", TuningPlot.Losses(history)), ("Accuracy over the epochs", TuningPlot.Accuracies(history)) }.Where(plot => plot.Item2 is not null).ToList();
        if (plots.Count > 0)
        {
            html.Element("p", history.Epochs.Any(epoch => epoch.ValidationLoss is not null)
                ? "Epoch 0 is the network as it was, with its new head. Where the training photos still improve and the validation photos no longer do, the network only learns the training photos by heart."
                : "The training photos, as they were seen in each epoch. How the network does on photos that it has not seen, these curves do not tell.").Line();
            html.Open("div", ("class", "pair")).Line();
            foreach (var (name, svg) in plots)
                PageSection.Plot(html, name, svg!);
            html.Close("div").Line();
        }

        html.Open("details").Element("summary", "The numbers");
        HtmlTable.Write(html, "Every epoch: the training photos as they were seen in it, the validation photos after it", Columns, history.Epochs.Length, (row, column) => Cell(html, history, row, column));
        html.Close("details").Line();
    }

    private static void Cell(HtmlBuilder html, TuningHistory history, int row, int column)
    {
        var (epoch, place) = (history.Epochs[row], $"tuning.epochs.{row}");
        switch (column)
        {
            case 0:
                html.Count($"{place}.number", epoch.Number);
                break;
            case 1 when epoch.Number > 0:
                html.Number($"{place}.learningRate", epoch.LearningRate, NumberText.LearningRate(epoch.LearningRate));
                break;
            case 2:
                Loss("trainLoss", epoch.TrainLoss);
                break;
            case 3 when epoch.TrainAccuracy is { } accuracy:
                html.Percent($"{place}.trainAccuracy", accuracy);
                break;
            case 4:
                Loss("validationLoss", epoch.ValidationLoss);
                break;
            case 5 when epoch.ValidationAccuracy is { } accuracy:
                html.Percent($"{place}.validationAccuracy", accuracy);
                break;
            case 6:
                html.Text(epoch.Number == history.BestEpoch ? "kept" : "");
                break;
        }

        void Loss(string name, double? loss)
        {
            if (loss is { } value && double.IsFinite(value))
                html.Number($"{place}.{name}", value, NumberText.Loss(value));
            else
                html.Text(loss is null ? "" : "not finite");
        }
    }
}
