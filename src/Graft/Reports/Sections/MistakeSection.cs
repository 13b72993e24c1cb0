namespace Graft;

/// <summary>The photos of the surest mistakes.</summary>
internal static class MistakeSection
{
    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var (mistakes, count) = (report.Mistakes, report.Evaluation.Mistakes.Length);
        PageSection.Open(html, "mistakes", "Surest mistakes");
        if (count == 0)
        {
            html.Element("p", "There are none: every test photo was recognised.");
        }
        else if (mistakes.IsEmpty)
        {
            html.Open("p").Count("mistakeCount", count).Text(" photos were taken for another class; none was to be shown.").Close("p");
        }
        else
        {
            html.Open("p").Text(mistakes.Length < count ? $"The {NumberText.Count(mistakes.Length)} surest of " : "").Count("mistakeCount", count);
            html.Text(count == 1 ? " photo that was taken for another class." : " photos that were taken for another class, the surest first.");
            html.Text(" Where the classifier is sure and wrong, look at the photo: often its label is wrong, or it shows both.").Close("p").Line();
            WriteProblem(html, report);
            html.Open("ol", ("class", "photos")).Line();
            for (var i = 0; i < mistakes.Length; i++)
                Write(html, mistakes[i], i);
            html.Close("ol").Line();
        }

        PageSection.Close(html);
    }

    private static void Write(HtmlBuilder html, ReportedMistake mistake, int place)
    {
        html.Open("li").Open("figure");
        if (mistake.Thumbnail.IsEmpty)
            html.Element("div", "no photo", ("class", "photo"));
        else
            html.Open("div", ("class", "photo")).Empty("img", ("alt", ""), ("src", $"data:image/jpeg;base64,{Convert.ToBase64String(mistake.Thumbnail.AsSpan())}")).Close("div");
        html.Open("figcaption").Open("p", ("class", "given")).Open("span").Text("taken for ").Name(mistake.PredictedName).Close("span").Text(" ").Percent($"mistakes.{place}.probability", mistake.Probability).Close("p");
        html.Open("p", ("class", "true")).Open("span").Text("is ").Name(mistake.TrueName).Close("span").Text(" ").Percent($"mistakes.{place}.trueProbability", mistake.TrueProbability).Close("p");
        html.Open("p", ("class", "path")).Name(mistake.Path).Close("p").Close("figcaption").Close("figure").Close("li").Line();
    }

    private static void WriteProblem(HtmlBuilder html, ClassifierReport report)
    {
        var missing = report.Mistakes.Where(mistake => mistake.Problem is not null).ToList();
        if (missing.Count == 0)
            return;
        html.Open("p", ("class", "warning")).Text($"{(missing.Count == report.Mistakes.Length ? "The photos" : $"{NumberText.Count(missing.Count)} of these photos")} could not be read (");
        html.Name(missing[0].Path).Text(": ").Name(missing[0].Problem!).Text("). Say where they are with ").Code("--images").Text(", a folder, CSV file or pack, and make the report again.").Close("p").Line();
    }
}
