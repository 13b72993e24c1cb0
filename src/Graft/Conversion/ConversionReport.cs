using System.Collections.Immutable;

namespace Graft;

/// <summary>What a conversion came to.</summary>
/// <param name="Files">What was written: the file itself, then those that go with it.</param>
/// <param name="RowCount">Number of rows.</param>
/// <param name="RowShape">Shape of one row, as it was in the file converted.</param>
/// <param name="ElementType">How values are stored now; the precision of the numbers in a text.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="OverflowCount">Finite values that became infinite, being too large for <paramref name="ElementType"/>.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record ConversionReport(
    ImmutableArray<string> Files,
    int RowCount,
    ImmutableArray<int> RowShape,
    ElementType ElementType,
    ImmutableArray<string> LabelNames,
    long OverflowCount,
    TimeSpan Elapsed);
