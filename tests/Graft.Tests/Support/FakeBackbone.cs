namespace Graft.Tests.Support;

/// <summary>A backbone whose features can be computed by hand: the mean of each channel.</summary>
internal sealed class FakeBackbone(Action? onCall = null) : IBackbone
{
    public BackboneIdentity Identity { get; init; } = new("fake", new string('f', 64), "mean");

    public Preprocessing Preprocessing { get; init; } = new() { Width = 4, Height = 4 };

    public int FeatureCount => 3;

    public bool IsDisposed { get; private set; }

    /// <summary>Batch sizes, in the order in which they came.</summary>
    public List<int> Batches { get; } = [];

    public void Extract(ReadOnlyMemory<float> images, Memory<float> features)
    {
        onCall?.Invoke();
        var planes = images.Length / 16;
        Batches.Add(planes / 3);
        for (var plane = 0; plane < planes; plane++)
        {
            var sum = 0f;
            foreach (var value in images.Span.Slice(plane * 16, 16))
                sum += value;
            features.Span[plane] = sum / 16;
        }
    }

    public void Dispose() => IsDisposed = true;
}
