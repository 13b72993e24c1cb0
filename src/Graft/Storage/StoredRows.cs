using Graft.Hdf5;

namespace Graft;

/// <summary>What an interrupted run, or a finished file, has of a dataset beside the main one.</summary>
/// <param name="Dataset">What it is.</param>
/// <param name="StoredType">Type of its values.</param>
/// <param name="Values">Its rows.</param>
/// <param name="Checksums">One for each row.</param>
internal sealed record StoredRows(RowDataset Dataset, string StoredType, Hdf5Dataset Values, uint[] Checksums);
