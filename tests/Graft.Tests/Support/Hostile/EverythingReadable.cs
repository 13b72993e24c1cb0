using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Tests.Support.Hostile;

/// <summary>Reads all that a file gives, up to a bound that does not depend on what the file claims.</summary>
internal sealed class EverythingReadable
{
    private const int MostRows = 2000;
    private const int MostValues = 4 << 20;
    private const int MostLayers = 4;

    // Made once, so that it does not count as memory that a file took.
    private readonly float[] _buffer = new float[1 << 20];

    /// <summary>A hash of everything: equal for equal content.</summary>
    /// <exception cref="FeatureFileException">The file is refused.</exception>
    public string Digest(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = FeatureFile.Open(path);
        Text(hash, $"{file.RowCount} {file.FeatureCount} {string.Join(',', file.RowShape)} {file.StoredType} {file.Recipe}");
        hash.AppendData(MemoryMarshal.AsBytes(file.Labels.AsSpan()));
        foreach (var text in file.LabelNames)
            Text(hash, text);
        foreach (var text in file.Paths.IsDefault ? [] : file.Paths)
            Text(hash, text);

        var rows = Math.Min(file.RowCount, Math.Min(MostRows, MostValues / file.FeatureCount));
        Rows(file, 0, rows, hash);
        Rows(file, file.RowCount - rows, rows, hash);
        Columns(file, hash);
        Blocks(file, hash);
        foreach (var layer in file.Layers.SkipLast(1).Take(MostLayers))
        {
            using var other = FeatureFile.Open(path, layer);
            Text(hash, $"{layer} {other.FeatureCount} {other.StoredType}");
            Rows(other, 0, Math.Min(other.RowCount, Math.Min(MostRows, MostValues / other.FeatureCount)), hash);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private void Rows(FeatureFile file, int first, int count, IncrementalHash hash)
    {
        var step = Math.Max(1, _buffer.Length / file.FeatureCount);
        for (var row = first; count > 0 && file.FeatureCount <= _buffer.Length && row < first + count; row += step)
        {
            var values = _buffer.AsSpan(0, Math.Min(step, first + count - row) * file.FeatureCount);
            file.ReadRows(row, values.Length / file.FeatureCount, values);
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }
    }

    /// <summary>The ends of the first row, however long it is.</summary>
    private void Columns(FeatureFile file, IncrementalHash hash)
    {
        var count = Math.Min(file.FeatureCount, _buffer.Length);
        if (file.RowCount == 0)
            return;
        foreach (var first in (ReadOnlySpan<int>)[0, file.FeatureCount - count])
        {
            file.ReadColumns(0, 1, first, count, _buffer.AsSpan(0, count));
            hash.AppendData(MemoryMarshal.AsBytes(_buffer.AsSpan(0, count)));
        }
    }

    private static void Blocks(FeatureFile file, IncrementalHash hash)
    {
        foreach (var block in file.Blocks())
        {
            hash.AppendData(MemoryMarshal.AsBytes(block.Values.Span));
            if (block.FirstRow + block.RowCount >= MostRows || block.Values.Length >= MostValues)
                return;
        }
    }

    private static void Text(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
}
