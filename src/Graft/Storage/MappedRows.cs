using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>
/// The rows of a feature file as memory, without a copy: the fastest way to read a file that fits into memory. Made by
/// <see cref="FeatureFile.MapRows"/>. As with every mapping, a file that is cut off or a disk that fails meanwhile ends
/// the process; where that must not be, read.
/// </summary>
public sealed unsafe class MappedRows : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _rowCount;
    private readonly int _featureCount;
    private byte* _start;

    internal MappedRows(SafeFileHandle handle, long offset, int rowCount, int featureCount)
    {
        (_rowCount, _featureCount) = (rowCount, featureCount);
        _file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(offset, (long)rowCount * featureCount * sizeof(float), MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>Rows that follow one another, row-major. Not to be used after <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the file.</exception>
    public ReadOnlySpan<float> Rows(int firstRow, int rowCount)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, _rowCount - firstRow);
        return new ReadOnlySpan<float>((float*)_start + ((long)firstRow * _featureCount), checked(rowCount * _featureCount));
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        if (_start is null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
