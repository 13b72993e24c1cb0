namespace Graft;

/// <summary>Names in a feature file; docs/feature-file.md specifies them.</summary>
internal static class FeatureFileNames
{
    /// <summary>Raised when an older reader would misread a newer file.</summary>
    public const int CurrentVersion = 1;

    public const string Features = "features";
    public const string Labels = "labels";
    public const string LabelNames = "label_names";
    public const string Paths = "paths";

    public const string FormatVersion = "format_version";
    public const string Backbone = "backbone";
    public const string BackboneSha256 = "backbone_sha256";
    public const string Layer = "layer";
    public const string Preprocessing = "preprocessing";
    public const string ToolVersion = "tool_version";
    public const string Created = "created";
}
