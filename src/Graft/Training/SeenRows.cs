using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Graft;

/// <summary>
/// Which rows a classifier was fitted on: 64 bits of the SHA-256 of each one's path and features. So they are known again
/// in a file that has more rows, or others in between, and are never counted in its favour.
/// </summary>
public sealed class SeenRows
{
    private readonly ImmutableArray<ulong> _hashes;

    private SeenRows(ImmutableArray<ulong> hashes) => _hashes = hashes;

    /// <summary>Of a classifier that was fitted on none that could be known again.</summary>
    internal static SeenRows None { get; } = new([]);

    /// <summary>Number of rows.</summary>
    public int Count => _hashes.Length;

    /// <summary>Remembers every row.</summary>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    public static SeenRows Of(IFeatureRows train, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        return new SeenRows([.. Hashes(train, cancellationToken).Order()]);
    }

    /// <summary>Those rows that it was not fitted on, in ascending order.</summary>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    public ImmutableArray<int> Unseen(IFeatureRows rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. Hashes(rows, cancellationToken).Select((hash, row) => (hash, row)).Where(item => _hashes.BinarySearch(item.hash) < 0).Select(item => item.row)];
    }

    /// <summary>Base64 of the sorted hashes, little-endian.</summary>
    internal string ToText()
    {
        var bytes = new byte[_hashes.Length * sizeof(ulong)];
        for (var i = 0; i < _hashes.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), _hashes[i]);
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">The text is not one that <see cref="ToText"/> made.</exception>
    internal static SeenRows FromText(string text)
    {
        var bytes = Convert.FromBase64String(text);
        if (bytes.Length % sizeof(ulong) != 0)
            throw new FormatException("its list of training rows was cut off");
        var hashes = ImmutableArray.CreateBuilder<ulong>(bytes.Length / sizeof(ulong));
        for (var i = 0; i < bytes.Length; i += sizeof(ulong))
            hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i)));
        hashes.Sort();
        return new SeenRows(hashes.MoveToImmutable());
    }

    private static IEnumerable<ulong> Hashes(IFeatureRows rows, CancellationToken cancellationToken)
    {
        foreach (var block in rows.Blocks())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < block.RowCount; i++)
                yield return Hash(rows.Paths[block.FirstRow + i], block.Values.Span.Slice(i * rows.FeatureCount, rows.FeatureCount));
        }
    }

    private static ulong Hash(string path, ReadOnlySpan<float> features)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(path));
        hash.AppendData(MemoryMarshal.AsBytes(features));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
