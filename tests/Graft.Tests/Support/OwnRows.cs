using System.Runtime.InteropServices;

namespace Graft.Tests.Support;

/// <summary>Files of our own, of any element type.</summary>
internal static class OwnRows
{
    /// <summary>Writes rows given as bytes, a few at a time; their paths are <c>0.jpg</c>, <c>1.jpg</c> and so on.</summary>
    public static string Write(string path, Hdf5RowOptions options, byte[] rows, int[] labels, string[]? paths = null)
    {
        paths ??= [.. labels.Select((_, row) => $"{row}.jpg")];
        using var writer = Hdf5RowWriter.Create(path, options);
        var rowBytes = labels.Length == 0 ? 0 : rows.Length / labels.Length;
        const int RowsPerCall = 5;
        for (var row = 0; row < labels.Length; row += RowsPerCall)
        {
            var end = Math.Min(row + RowsPerCall, labels.Length);
            Add(writer, options.ElementType, rows.AsSpan((row * rowBytes)..(end * rowBytes)), labels.AsSpan(row..end), paths.AsSpan(row..end));
        }

        writer.Complete();
        return path;
    }

    private static void Add(Hdf5RowWriter writer, ElementType type, ReadOnlySpan<byte> rows, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        switch (type)
        {
            case ElementType.Float32:
                writer.Add(MemoryMarshal.Cast<byte, float>(rows), labels, paths);
                break;
            case ElementType.Float16:
                writer.Add(MemoryMarshal.Cast<byte, Half>(rows), labels, paths);
                break;
            case ElementType.Float64:
                writer.Add(MemoryMarshal.Cast<byte, double>(rows), labels, paths);
                break;
            default:
                writer.Add(rows, labels, paths);
                break;
        }
    }
}
