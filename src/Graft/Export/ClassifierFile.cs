namespace Graft;

/// <summary>What a classifier file holds.</summary>
/// <param name="Classifier">The classifier, with its class names and the recipe of its features.</param>
/// <param name="Record">How it came about.</param>
/// <param name="SeenRows">Which rows it was fitted on.</param>
public sealed partial record ClassifierFile(Classifier Classifier, TrainingRecord Record, SeenRows SeenRows)
{
    private const int CurrentVersion = 2;

    /// <summary>The table of the search that found its options; null when there was none.</summary>
    public SearchTable? Search { get; init; }

    private static class Keys
    {
        public const string FormatVersion = "graft_version";
        public const string LabelNames = "label_names";
        public const string Classifier = "classifier";
        public const string Scaling = "scaling";
        public const string Backbone = "backbone";
        public const string BackboneSha256 = "backbone_sha256";
        public const string Precision = "precision";
        public const string Layer = "layer";
        public const string Preprocessing = "preprocessing";
        public const string Shaping = "shaping";
        public const string Training = "training";
        public const string Search = "search";
        public const string SeenRows = "training_rows";
    }
}
