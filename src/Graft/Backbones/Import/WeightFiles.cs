using Graft.Hdf5;

namespace Graft;

/// <summary>Opens files of weights by what they hold, and says what is wrong with them.</summary>
internal static class WeightFiles
{
    // No library's files have a user block before the HDF5 signature.
    private static ReadOnlySpan<byte> Hdf5Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Opens a file by what it holds, whatever it is called.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">What it is said to hold the weights of.</param>
    /// <exception cref="BackboneException">It is missing, damaged or of another kind.</exception>
    public static WeightFile Open(string path, Architecture architecture)
    {
        try
        {
            Span<byte> start = stackalloc byte[Hdf5Signature.Length];
            using (var handle = File.OpenHandle(path))
                start = start[..RandomAccess.Read(handle, start, 0)];
            if (start.IsEmpty)
                throw new BackboneException($"'{path}' is empty; expected weights in HDF5 (Keras) or safetensors (torchvision, timm).", path);
            if (start.StartsWith("PK"u8))
                throw new BackboneException($"'{path}' is a zip archive, such as PyTorch and newer Keras make; save the weights as safetensors or HDF5.", path);
            return start.SequenceEqual(Hdf5Signature) ? KerasWeights.Open(path, architecture) : TorchWeights.Open(path, architecture);
        }
        catch (Exception e)
        {
            throw Translate(e, path);
        }
    }

    /// <summary>Whatever was thrown while the file at <paramref name="path"/> was read.</summary>
    public static GraftException Translate(Exception e, string path) => e switch
    {
        GraftException own => own,
        Hdf5Exception { IsDamage: true } => new BackboneException($"Cannot read '{path}': {e.Message}. Download the file again.", path, e),
        Hdf5Exception => new BackboneException($"Cannot read '{path}': {e.Message}.", path, e),
        FileNotFoundException or DirectoryNotFoundException => new BackboneException($"There is no file '{path}'.", path, e),
        UnauthorizedAccessException => new BackboneException($"Cannot read '{path}': access is denied, or it is a folder.", path, e),
        OutOfMemoryException => new BackboneException($"Cannot read '{path}': it asks for more memory than there is.", path, e),
        // Sizes in a damaged file that no check foresaw.
        OverflowException or ArgumentException or IndexOutOfRangeException => new BackboneException($"Cannot read '{path}': it is damaged. Download the file again.", path, e),
        _ => new BackboneException($"Cannot read '{path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e),
    };
}
