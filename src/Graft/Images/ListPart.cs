using System.Collections.Immutable;

namespace Graft;

/// <summary>Of which list some images are a part.</summary>
/// <param name="Shard">Which part.</param>
/// <param name="Count">Images in the whole list.</param>
/// <param name="Sha256">The <see cref="ImageListHash"/> of the whole list.</param>
/// <param name="Positions">Place of each image, or of each row made of one, in the whole list.</param>
internal sealed record ListPart(Shard Shard, int Count, string Sha256, ImmutableArray<int> Positions);
