namespace Graft.Cli.Serve;

/// <summary>The classifier that is served, and what is known of it.</summary>
/// <param name="Name">File name, without its folder.</param>
/// <param name="Classifier">Answers.</param>
/// <param name="Record">How it was trained; null where the file does not say.</param>
internal sealed record ServedModel(string Name, ImageClassifier Classifier, TrainingRecord? Record)
{
    /// <summary>The photos that it was trained on; null where their features were not given.</summary>
    public ServedPhotos? Photos { get; init; }

    public bool HasNeighbors => Photos is not null;

    /// <summary>What programs are told.</summary>
    public object ToJson(ServeOptions options) => new
    {
        Name,
        Classes = Classifier.LabelNames,
        // Where it lay on this machine is of no concern to others.
        Backbone = Path.GetFileName(Classifier.BackboneName),
        Classifier.Layer,
        Preprocessing = System.Text.Json.JsonDocument.Parse(Classifier.Preprocessing.ToJson()).RootElement,
        Record?.Accuracy,
        TrainedOn = Record?.TrainCount,
        TestedOn = Record?.TestCount,
        Record?.Created,
        Neighbors = HasNeighbors,
        Limits = new
        {
            ServeOptions.ImageBytes,
            Pixels = new PredictionServiceOptions().PixelLimit,
            options.PhotosPerRequest,
        },
        ServeOptions.SureFrom,
        ServeOptions.SureLead,
    };
}
