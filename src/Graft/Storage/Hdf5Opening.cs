using Graft.Hdf5;

namespace Graft;

/// <summary>Opens HDF5 files, and closes them again when what they hold is not what is wanted.</summary>
internal static class Hdf5Opening
{
    /// <param name="path">The file.</param>
    /// <param name="read">Takes the open file over, and checks what it holds.</param>
    /// <exception cref="FeatureFileException">It is missing, damaged, or holds something else.</exception>
    public static T Open<T>(string path, Func<Hdf5File, T> read)
    {
        Hdf5File? file = null;
        try
        {
            file = Hdf5File.Open(path);
            return read(file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw FeatureFileErrors.Translate(e, path);
        }
    }
}
