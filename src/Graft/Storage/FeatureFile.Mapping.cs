using Graft.Hdf5;

namespace Graft;

public sealed partial class FeatureFile
{
    /// <summary>
    /// Whether <see cref="MapRows"/> can be used: the rows are float32 in one piece, as Graft writes them, and take no
    /// more than half of the memory. A mapping larger than memory is many times slower than reading.
    /// </summary>
    public bool CanMapRows =>
        RowCount > 0 && _dataset.Type.Is(NumberFormat.Float32) && MappingOffset is not null
        && (long)RowCount * _rows.RowLength <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private long? MappingOffset =>
        _dataset.ContiguousAddress is { } address && (address + _file.Source.BaseAddress) % sizeof(float) == 0 ? address + _file.Source.BaseAddress : null;

    /// <summary>Maps the rows into memory.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CanMapRows"/> is false.</exception>
    /// <exception cref="FeatureFileException">The system cannot map the file.</exception>
    public MappedRows MapRows()
    {
        if (!CanMapRows)
            throw new InvalidOperationException($"The rows of '{Path}' ({StoredType}, {Layout}) cannot be mapped; read them instead.");
        try
        {
            return new MappedRows(_file.Source.Handle, MappingOffset!.Value, RowCount, FeatureCount);
        }
        catch (IOException e)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }
}
