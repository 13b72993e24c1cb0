namespace Graft;

/// <summary>What fine-tuning did for the network, and how it went.</summary>
internal static class TuningSection
{
    public static void Write(HtmlBuilder html, TuningHistory history, Evaluation tuned)
    {
        PageSection.Open(html, "tuning", "Fine-tuning");
        html.Open("p").Text("A new head was put on the network, and then its layers from ").Name(history.UnfreezeFrom);
        html.Text(" on were trained with it; those before are as they were. ");
        if (history.ValidationCount > 0)
        {
            html.Count("tuning.validationCount", history.ValidationCount);
            html.Text(history.ValidationCount == 1 ? " photo that was not used for training or for the test" : " photos that were used neither for training nor for the test");
            html.Text(" decided which epoch's weights to keep.").Close("p").Line();
        }
        else
        {
            html.Text("No photos were kept aside for validation, so that nothing told a better epoch from a worse one.").Close("p").Line();
        }

        WriteEnding(html, history);
        if (history.Compare(tuned) is { } comparison)
            TuningResults.Write(html, history.Baseline!, tuned, comparison);
        TuningCurves.Write(html, history);
        PageSection.Close(html);
    }

    private static void WriteEnding(HtmlBuilder html, TuningHistory history)
    {
        // A pass whose loss was not finite may be among the epochs, as the last.
        var last = history.Epochs.Length - 1;
        while (last > 0 && history.Epochs[last].TrainLoss is { } loss && !double.IsFinite(loss))
            last--;
        var hasFailed = history.Ending == "loss not finite";
        html.Open("p", ("class", hasFailed ? "warning" : null)).Text(history.Ending switch
        {
            "all epochs" => "Training ran its full length of ",
            "no gain" => "Training was stopped early, after ",
            "loss not finite" => last == 0 ? "In its first epoch" : "After ",
            _ => "Training ended after ",
        });
        if (last > 0 || !hasFailed)
            html.Count($"tuning.epochs.{last}.number", history.Epochs[last].Number).Text(history.Epochs[last].Number == 1 ? " epoch" : " epochs");
        html.Text(history.Ending switch
        {
            "all epochs" => ". ",
            "no gain" => ", the last of which brought nothing more on the validation photos. ",
            "loss not finite" => " the loss was no longer a finite number, as with a learning rate that is too high, and training ended there; a smaller rate will do better. ",
            var other => $" ({other}). ",
        });
        WriteKept(html, history);
        if (history.Temperature is { } temperature)
        {
            html.Text(" Scores are divided by ").Number("tuning.temperature", temperature, NumberText.Loss(temperature));
            html.Text(", which makes the network as sure as it is right on the validation photos and changes none of its answers.");
        }

        html.Close("p").Line();
    }

    private static void WriteKept(HtmlBuilder html, TuningHistory history)
    {
        if (history.BestEpoch == 0)
        {
            html.Text("No epoch made it better, so that the layers are as they were, under the new head (epoch ").Count("tuning.bestEpoch", 0).Text(").");
            return;
        }

        html.Text("The weights after epoch ").Count("tuning.bestEpoch", history.BestEpoch).Text(" were kept").Text(history.ValidationCount > 0 ? ", the best on the validation photos." : ".");
    }
}
