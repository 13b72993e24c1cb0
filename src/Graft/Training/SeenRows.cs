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

    /// <summary>Number of rows.</summary>
    public int Count => _hashes.Length;

    /// <summary>Remembers every row of a set.</summary>
    public static SeenRows Of(FeatureSet train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return new SeenRows([.. Enumerable.Range(0, train.SampleCount).Select(row => Hash(train, row)).Order()]);
    }

    /// <summary>Whether it was fitted on this row of a set.</summary>
    public bool Contains(FeatureSet set, int row)
    {
        ArgumentNullException.ThrowIfNull(set);
        return _hashes.BinarySearch(Hash(set, row)) >= 0;
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

    private static ulong Hash(FeatureSet set, int row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(set.Paths[row]));
        hash.AppendData(MemoryMarshal.AsBytes(set.Row(row)));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
