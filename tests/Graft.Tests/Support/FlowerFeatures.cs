namespace Graft.Tests.Support;

/// <summary>Real features: those of ResNet18 of the 1,360 photos of Flowers-17, made once for all tests.</summary>
internal static class FlowerFeatures
{
    private static readonly Lazy<Task<FeatureSet>> Made = new(MakeAsync);

    public static Task<FeatureSet> GetAsync() => Made.Value;

    private static async Task<FeatureSet> MakeAsync()
    {
        using var folder = new TempFolder();
        using var backbone = Backbone.Load("resnet18");
        await FeatureExtraction.RunAsync(backbone, ImageFolder.Open(SharedData.Path("datasets/flowers17")), folder["flowers.h5"], new ExtractionOptions { BatchSize = 32 });
        return FeatureFile.Read(folder["flowers.h5"]);
    }
}
