namespace Graft.Hdf5;

/// <summary>Where a chunk lies.</summary>
/// <param name="Address">In the file.</param>
/// <param name="Length">Bytes there.</param>
/// <param name="FilterMask">A bit for each filter that was left out.</param>
internal readonly record struct ChunkPlace(long Address, long Length, uint FilterMask);
