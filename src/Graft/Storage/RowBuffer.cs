namespace Graft;

/// <summary>
/// Rows of one dataset on their way to the file: those that come a few at a time are written together, more at once go
/// straight there.
/// </summary>
/// <param name="disk">The file.</param>
/// <param name="region">Which of its regions.</param>
/// <param name="position">Bytes of rows that are there already.</param>
internal sealed class RowBuffer(RowFileDisk disk, int region, long position)
{
    /// <summary>Bytes that are kept, and that rows should come in, so that they are still in the processor's cache.</summary>
    public const int Length = 1 << 20;

    private readonly byte[] _rows = GC.AllocateUninitializedArray<byte>(Length);
    private int _filled;
    private long _position = position;

    public void Add(ReadOnlySpan<byte> rows)
    {
        var isLarge = rows.Length > Length / 2;
        if (isLarge || rows.Length > Length - _filled)
            Flush();
        if (isLarge)
        {
            Write(rows);
            return;
        }

        rows.CopyTo(_rows.AsSpan(_filled));
        _filled += rows.Length;
    }

    public void Flush()
    {
        if (_filled > 0)
            Write(_rows.AsSpan(0, _filled));
        _filled = 0;
    }

    private void Write(ReadOnlySpan<byte> rows)
    {
        disk.MakeRoom();
        disk.WriteRows(region, _position, rows);
        _position += rows.Length;
    }
}
