namespace Graft;

/// <summary>How far a file of rows has come.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="SkippedLength">Bytes of the list of what was skipped.</param>
internal readonly record struct RowFileExtent(int Rows, long Bytes, int SkippedLength);
