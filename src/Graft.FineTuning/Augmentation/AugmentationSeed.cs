using System.IO.Hashing;
using System.Text;

namespace Graft;

/// <summary>What all random choices for one photo in one epoch come from.</summary>
internal static class AugmentationSeed
{
    /// <summary>
    /// XXH3 of 64 bits of the path in UTF-8, with a seed that has <paramref name="seed"/> in its upper and
    /// <paramref name="epoch"/> in its lower half.
    /// </summary>
    /// <param name="seed">The user's.</param>
    /// <param name="epoch">Number of the pass over the photos.</param>
    /// <param name="path">The photo's, relative to its folder, so that it may move.</param>
    public static ulong Of(int seed, int epoch, string path) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(path), ((long)seed << 32) | (uint)epoch);
}
