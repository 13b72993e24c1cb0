namespace Graft.Hdf5;

/// <summary>
/// What is wrong with an HDF5 file, as half a sentence. <see cref="FeatureFile"/> turns it into a
/// <see cref="FeatureFileException"/> that names the file.
/// </summary>
internal sealed class Hdf5Exception(string reason, bool isDamage) : Exception(reason)
{
    /// <summary>Whether the file breaks the format; otherwise it uses a part of it that is not read.</summary>
    public bool IsDamage { get; } = isDamage;

    /// <summary>The same, with where it was met in front.</summary>
    public Hdf5Exception In(string place) => new($"in {place}, {Message}", IsDamage);

    public static Hdf5Exception Damaged(string reason) => new(reason, isDamage: true);

    public static Hdf5Exception Unsupported(string reason) => new(reason, isDamage: false);
}
