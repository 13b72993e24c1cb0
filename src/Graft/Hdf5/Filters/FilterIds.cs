namespace Graft.Hdf5;

/// <summary>Numbers of filters, as The HDF Group registers them.</summary>
internal static class FilterIds
{
    public const int Deflate = 1;
    public const int Shuffle = 2;
    public const int Fletcher32 = 3;
    public const int Lzf = 32000;

    public static string NameOf(int id, string nameInFile) => id switch
    {
        Deflate => "gzip",
        Shuffle => "shuffle",
        Fletcher32 => "Fletcher-32",
        4 => "szip",
        5 => "n-bit",
        6 => "scale-offset",
        Lzf => "LZF",
        32001 => "Blosc",
        32004 => "LZ4",
        32008 => "Bitshuffle",
        32015 => "Zstandard",
        32026 => "Blosc2",
        _ => nameInFile.Length > 0 ? $"{nameInFile} (filter {id})" : $"filter {id}",
    };
}
