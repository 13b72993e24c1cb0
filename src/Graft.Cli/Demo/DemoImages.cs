using System.Runtime.ExceptionServices;
using Graft.Cli.Demo.Subjects;

namespace Graft.Cli.Demo;

/// <summary>Renders the pictures that <c>graft demo</c> trains on, so that a first run needs no download.</summary>
/// <remarks>
/// Colours, light and framing are drawn from the same ranges for every class: what tells the classes apart is
/// shape and texture, which a pretrained network sees and raw pixels do not.
/// </remarks>
internal static class DemoImages
{
    private static readonly (string Name, Action<DemoScene> Draw)[] Classes =
    [
        ("bricks", Bricks.Draw),
        ("bubbles", Bubbles.Draw),
        ("butterflies", Butterflies.Draw),
        ("daisies", Daisies.Draw),
        ("fish_scales", FishScales.Draw),
        ("honeycomb", Honeycomb.Draw),
        ("leaves", Leaves.Draw),
        ("plaid", Plaid.Draw),
        ("tree_rings", TreeRings.Draw),
        ("zebra_stripes", ZebraStripes.Draw),
    ];

    /// <summary>Class names, in the order of their folders.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Classes.Select(c => c.Name)];

    /// <summary>Writes <c>folder/class/001.jpg</c> and so on; the same seed writes the same bytes.</summary>
    public static void Render(
        string folder, int imagesPerClass = 40, int seed = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imagesPerClass);
        foreach (var name in ClassNames)
            Directory.CreateDirectory(Path.Combine(folder, name));

        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        try
        {
            Parallel.For(0, Classes.Length * imagesPerClass, options, RenderOne);
        }
        catch (AggregateException error)
        {
            // A full disk fails on every thread at once; the caller wants the one cause, not the bundle.
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        void RenderOne(int index)
        {
            var (classIndex, imageIndex) = Math.DivRem(index, imagesPerClass);
            var (name, draw) = Classes[classIndex];
            var jpeg = DemoPhoto.Take(draw, new Random(SeedOf(seed, classIndex, imageIndex)));
            Write(Path.Combine(folder, name, $"{imageIndex + 1:000}.jpg"), jpeg);
        }
    }

    private static void Write(string path, byte[] jpeg)
    {
        try
        {
            File.WriteAllBytes(path, jpeg);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"Cannot write demo picture '{path}': {error.Message} Free some space or choose another folder.",
                path, error);
        }
    }

    /// <summary>One seed a picture: neither the threads nor the number of pictures changes any of them.</summary>
    private static int SeedOf(int seed, int classIndex, int imageIndex)
    {
        var mixed = (uint)seed * 0x9E3779B1u ^ (uint)classIndex * 0x85EBCA77u ^ (uint)imageIndex * 0xC2B2AE3Du;
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B3C6Du;
        return (int)((mixed ^ (mixed >> 13)) & int.MaxValue);
    }
}
