using System.Runtime.InteropServices;

namespace Graft.Benchmarks;

/// <summary>The files of a comparison, and the rows they are made of: like features after a ReLU, four fifths of them 0.</summary>
internal sealed class StoreFolder : IDisposable
{
    /// <summary>Features of VGG before its first dense layer: 512 x 7 x 7.</summary>
    public const int Width = 25088;

    public const int BatchSize = 32;

    public const long RowLength = Width * sizeof(float);

    private const int PoolRows = 256;

    private readonly DirectoryInfo _folder;
    private readonly float[] _pool = new float[PoolRows * Width];

    /// <param name="parent">On the disk to measure.</param>
    public StoreFolder(string parent)
    {
        _folder = Directory.CreateDirectory(Path.Combine(parent, $"graft-store-{Environment.ProcessId}"));
        var random = new Random(1);
        foreach (ref var value in _pool.AsSpan())
        {
            if (random.Next(5) == 0)
                value = (float)(2 * Math.Abs(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        }

        using (var file = File.Create(this["pool"]))
            file.Write(MemoryMarshal.AsBytes(_pool.AsSpan()));
        H5py = new H5py(this["pool"], Width);
    }

    public H5py H5py { get; }

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>The rows of one batch.</summary>
    public ReadOnlySpan<float> Batch(int firstRow, int count) => _pool.AsSpan(firstRow % PoolRows * Width, count * Width);

    /// <summary>A file that Graft wrote.</summary>
    public string Ours(int rowCount)
    {
        var path = this["ours.h5"];
        RowWriting.Graft(this, path, rowCount, TimeSpan.FromSeconds(2), commitEvery: 0);
        return path;
    }

    /// <summary>Rows in an order that is the same for all, and the file that tells h5py.</summary>
    public (int[] Rows, string Path) Order(int rowCount, int count)
    {
        var order = Enumerable.Range(0, rowCount).ToArray();
        new Random(2).Shuffle(order);
        order = order[..count];
        File.WriteAllBytes(this["order"], MemoryMarshal.AsBytes(order.AsSpan()));
        return (order, this["order"]);
    }

    public void Evict(string path) => H5py.Do(new { verb = "evict", path });

    public void Dispose()
    {
        H5py.Dispose();
        _folder.Delete(recursive: true);
    }
}
