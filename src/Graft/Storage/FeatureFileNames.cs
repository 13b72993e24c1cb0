namespace Graft;

/// <summary>Names in the files of rows; docs/feature-file.md specifies them.</summary>
internal static class FeatureFileNames
{
    /// <summary>Raised when an older reader would misread a newer file.</summary>
    public const int CurrentVersion = 1;

    public const string Features = "features";
    public const string Images = "images";
    public const string Labels = "labels";
    public const string LabelNames = "label_names";
    public const string Paths = "paths";
    public const string RowChecksums = "row_crc32";

    /// <summary>Begins the names of datasets beside <see cref="Features"/>, of other layers.</summary>
    public const string OtherFeatures = "features_";

    /// <summary>Image files, back to back, and where each begins.</summary>
    public const string ImageFiles = "image_files";
    public const string Offsets = "offsets";

    /// <summary>Ends the name of the same texts as a matrix of bytes, for readers that cannot read UTF-8.</summary>
    public const string BytesEnding = "_utf8";

    /// <summary>In unfinished files only: what the rows are made of, and what was left out.</summary>
    public const string Inputs = "inputs";
    public const string Skipped = "skipped";

    public const string FormatVersion = "format_version";
    public const string Unfinished = "unfinished";
    public const string Backbone = "backbone";
    public const string BackboneSha256 = "backbone_sha256";
    public const string Layer = "layer";
    public const string Precision = "precision";
    public const string Preprocessing = "preprocessing";
    public const string Shaping = "shaping";
    public const string ToolVersion = "tool_version";
    /// <summary>In packs: how images are kept, and how they were brought to one size.</summary>
    public const string Encoding = "encoding";
    public const string Packing = "packing";

    /// <summary>In feature files that were made from a pack of pixels: what had been done to them.</summary>
    public const string SourcePacking = "source_packing";

    /// <summary>In feature files: the folder, CSV file or pack of the photos, as seen from the file's own folder.</summary>
    public const string ImageSource = "image_source";

    /// <summary>In shards: which one of how many, and how the list of images was divided.</summary>
    public const string Shard = "shard";
    public const string ShardBy = "shard_by";

    /// <summary>In shards: the hash of the whole list, how many images it has, and the place of each row's image in it.</summary>
    public const string ListSha256 = "list_sha256";
    public const string ListCount = "list_count";
    public const string ListPositions = "list_positions";

    public const string Created = "created";

    /// <summary>SHA-256 of the list of images that the file was made of.</summary>
    public const string InputsSha256 = "inputs_sha256";

    /// <summary>At each small dataset: the CRC-32 of its bytes.</summary>
    public const string Checksum = "crc32";

    /// <summary>The checksums of the rows of a dataset beside <see cref="Features"/>.</summary>
    public static string RowChecksumsOf(string otherDataset) => $"{RowChecksums}_{otherDataset}";

    /// <summary>Whether the attribute says by what and when a file was made, or is part of its <see cref="FeatureRecipe"/>.</summary>
    public static bool IsOfEveryFile(string attribute) =>
        attribute is FormatVersion or Unfinished or Backbone or BackboneSha256 or Layer or Precision or Preprocessing or Shaping or ToolVersion or Created or InputsSha256 or ImageSource or ListSha256;
}
