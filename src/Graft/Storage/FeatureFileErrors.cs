using Graft.Hdf5;

namespace Graft;

/// <summary>What goes wrong with a file of rows, as one clear line that names it.</summary>
internal static class FeatureFileErrors
{
    /// <summary>Whatever was thrown while the file at <paramref name="path"/> was read.</summary>
    public static GraftException Translate(Exception e, string path) => e switch
    {
        GraftException own => own,
        Hdf5Exception { IsDamage: true } => new FeatureFileException($"Cannot read '{path}': {e.Message}. Make the file again.", path, e),
        Hdf5Exception => new FeatureFileException($"Cannot read '{path}': {e.Message}.", path, e),
        FileNotFoundException or DirectoryNotFoundException => new FeatureFileException($"There is no file '{path}'.", path, e),
        UnauthorizedAccessException => new FeatureFileException($"Cannot read '{path}': access is denied, or it is a folder.", path, e),
        OutOfMemoryException => new FeatureFileException($"Cannot read '{path}': it asks for more memory than there is.", path, e),
        // Sizes in a damaged file that no check foresaw.
        OverflowException or ArgumentException or IndexOutOfRangeException => new FeatureFileException($"Cannot read '{path}': it is damaged. Make the file again.", path, e),
        _ => new FeatureFileException($"Cannot read '{path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e),
    };
}
