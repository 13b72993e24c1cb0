namespace Graft.Tests.Support;

/// <summary>Photos, one of which cannot be read, and the file that a single run makes of them.</summary>
internal sealed class ShardCase : IDisposable
{
    private static readonly string[] Paths = [.. from name in new[] { "가", "b" } from number in Enumerable.Range(0, 20) select $"{name}/{number:00}.png"];

    public ShardCase()
    {
        Photos = new PhotoFolder(Folder).With(Paths).Unreadable("b/05.png");
        Directory.CreateDirectory(Folder["shards"]);
        Extract(Photos.Images, Folder["single.h5"]);
    }

    public TempFolder Folder { get; } = new();

    public PhotoFolder Photos { get; }

    public string Single => Folder["single.h5"];

    public string Shards => Folder["shards"];

    /// <summary>The file of a shard.</summary>
    public string PathOf(int number, int count) => Path.Combine(Shards, new Shard(number, count).FileName);

    /// <summary>Makes one shard.</summary>
    public string Extract(int number, int count, ShardBy by = ShardBy.Hash, IBackbone? backbone = null, bool append = false) =>
        Extract(Photos.Images.Take(new Shard(number, count, by)), PathOf(number, count), backbone, append);

    /// <summary>Makes all of them.</summary>
    public void ExtractAll(int count, ShardBy by = ShardBy.Hash)
    {
        for (var number = 1; number <= count; number++)
            Extract(number, count, by);
    }

    /// <summary>Makes three shards, and the file of a single run, with two layers.</summary>
    public void ExtractLayers()
    {
        using var model = new TempFolder();
        using var backbone = BackboneModel.Open(TinyNetwork.Write(model)).Cut(
            new FeatureOptions { Layers = [TinyNetwork.Layer, "features"], Preprocessing = new() { Width = TinyNetwork.Width, Height = TinyNetwork.Height } }, new BackboneOptions { Threads = 1 });
        Extract(Photos.Images, Single, backbone);
        for (var number = 1; number <= 3; number++)
            Extract(number, 3, backbone: backbone);
    }

    public void Dispose() => Folder.Dispose();

    /// <summary>Makes a file of images.</summary>
    public static string Extract(ImageSet images, string path, IBackbone? backbone = null, bool append = false)
    {
        using var fake = new FakeBackbone();
        FeatureExtraction.RunAsync(backbone ?? fake, images, path, new ExtractionOptions { Append = append, Threads = 1 }).GetAwaiter().GetResult();
        return path;
    }
}
