using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// Reading every photo of a folder as pixels, in a random order as training does, from the folder itself and from packs
/// of it. Rounds alternate, and medians are compared.
/// </summary>
internal static class PackBenchmark
{
    private const int Rounds = 5;
    private const int Size = 256;

    /// <summary>Arguments: a folder with one sub-folder of photos a class.</summary>
    public static void Run(string[] args) => RunAsync(args[0]).GetAwaiter().GetResult();

    private static async Task RunAsync(string folder)
    {
        var images = ImageFolder.Open(folder);
        var scratch = Directory.CreateTempSubdirectory("graft-pack-");
        try
        {
            var (raw, original) = (Path.Combine(scratch.FullName, "raw.h5"), Path.Combine(scratch.FullName, "original.h5"));
            await ImagePacking.RunAsync(images, raw, new PackingOptions { Size = Size });
            await ImagePacking.RunAsync(images, original, new PackingOptions { Encoding = ImageEncoding.Original });
            using var rawPack = ImagePack.Open(raw);
            using var originalPack = ImagePack.Open(original);
            var resize = new Preprocessor(new Preprocessing { Width = Size, Height = Size, ResizeMode = ResizeMode.Crop });
            var order = Enumerable.Range(0, rawPack.Count).ToArray();
            new Random(1).Shuffle(order);
            (string Name, Action<int> Read)[] ways =
            [
                ("folder, decoded", index => ImageReader.Read(images.Images[index].FullPath)),
                ("folder, decoded, to 256 x 256", index => resize.Resize(ImageReader.Read(images.Images[index].FullPath))),
                ("pack of files, decoded", index => originalPack.Read(index)),
                ("pack of pixels, 256 x 256", index => rawPack.Read(index)),
                ("folder, bytes only", index => File.ReadAllBytes(images.Images[index].FullPath)),
                ("pack of files, bytes only", index => originalPack.ReadFile(index)),
            ];
            var seconds = ways.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round <= Rounds; round++)
            {
                for (var way = 0; way < ways.Length; way++)
                {
                    var start = Stopwatch.GetTimestamp();
                    foreach (var index in order)
                        ways[way].Read(index);
                    // The first round warms up.
                    if (round > 0)
                        seconds[way].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{order.Length} photos; pack of pixels {new FileInfo(raw).Length / 1e6:F0} MB, of files {new FileInfo(original).Length / 1e6:F0} MB"));
            foreach (var (way, times) in ways.Zip(seconds))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way.Name,-32} {order.Length / times.Median(),10:F0} images/s"));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
