namespace Graft;

/// <summary>What stands in files as words of a program, in plain words.</summary>
internal static class RecordWords
{
    public static string Classifier(TrainingRecord record) => record.Classifier switch
    {
        "logistic" => "Logistic regression",
        "svm" => "Linear support vector machine",
        "forest" => "Random forest",
        "knn" => "Nearest neighbours",
        "finetuned" => "Fine-tuned network",
        var other => other,
    };
}
