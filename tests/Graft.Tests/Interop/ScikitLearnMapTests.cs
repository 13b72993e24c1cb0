using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Maps against those of scikit-learn.</summary>
public sealed class ScikitLearnMapTests : IDisposable
{
    private const string PrincipalScript = """
        import json, sys
        import numpy as np
        from sklearn.decomposition import PCA
        x = np.fromfile(sys.argv[1] + "/features", "<f4").reshape(-1, int(sys.argv[2])).astype(float)
        pca = PCA(2, svd_solver="full")
        points = pca.fit_transform(x)
        print(json.dumps({"fit": points.tolist(), "shares": pca.explained_variance_ratio_.tolist()}))
        """;

    private const string TrustScript = """
        import json, sys
        import numpy as np
        from sklearn.manifold import TSNE, trustworthiness
        x = np.fromfile(sys.argv[1] + "/features", "<f4").reshape(-1, int(sys.argv[2]))
        ours = np.fromfile(sys.argv[1] + "/map", "<f8").reshape(-1, 2)
        theirs = TSNE(perplexity=30, random_state=42, init="pca", learning_rate="auto").fit_transform(x)
        print(json.dumps({"ours": trustworthiness(x, ours, n_neighbors=12), "theirs": trustworthiness(x, theirs, n_neighbors=12)}))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Data", SharedData.Trait)]
    public async Task Principal_components_of_photos_equal_those_of_scikit_learn() => AssertSamePrincipal(await FlowerFeatures.GetAsync());

    [Fact]
    public void Principal_components_of_wide_rows_equal_those_of_scikit_learn() => AssertSamePrincipal(TestFeatures.Make(300, 25_088, 6, 3));

    [Fact]
    public void Principal_components_of_narrow_rows_equal_those_of_scikit_learn() => AssertSamePrincipal(TestFeatures.Make(900, 3, 3, 3));

    [Fact]
    public void Components_of_nearly_equal_variance_span_the_plane_of_scikit_learn()
    {
        // Two directions of variance 1 and 1 + 1e-6, far above the others: which of the two is first, rounding may decide.
        var random = new Random(5);
        var values = Enumerable.Range(0, 500).SelectMany(row => Enumerable.Range(0, 40).Select(column => (float)(column switch
        {
            0 => 10 * Math.Cos(2 * Math.PI * row / 500),
            1 => 10.000005 * Math.Sin(2 * Math.PI * row / 500),
            _ => random.NextDouble(),
        }))).ToArray();
        var set = TestFeatures.Of(values, [.. new int[500]], 1);
        var expected = Principal(set).GetProperty("fit").EnumerateArray().Select(PointOf).ToArray();
        var actual = PrincipalComponents.Map(set, TestContext.Current.CancellationToken);

        // Distances do not change when the plane is turned or mirrored.
        for (var row = 0; row < 500; row++)
            Assert.Equal(Distance(expected[row], expected[(7 * row + 13) % 500]), Distance(actual[row], actual[(7 * row + 13) % 500]), 0.001 * 20);
    }

    [Fact]
    [Trait("Data", SharedData.Trait)]
    public async Task A_map_of_photos_is_as_trustworthy_as_that_of_scikit_learn()
    {
        var set = await FlowerFeatures.GetAsync();
        var map = Tsne.Map(set, cancellationToken: TestContext.Current.CancellationToken);
        _folder.Write("features", MemoryMarshal.AsBytes(set.Features.Span));
        _folder.Write("map", MemoryMarshal.AsBytes(map.AsSpan()));
        var trust = Oracle.Python("sklearn", TrustScript, _folder.Path, $"{set.FeatureCount}");
        var (ours, theirs) = (trust.GetProperty("ours").GetDouble(), trust.GetProperty("theirs").GetDouble());

        TestContext.Current.SendDiagnosticMessage($"Trustworthiness: {ours:F4}, that of scikit-learn {theirs:F4}.");
        Assert.True(ours >= theirs - 0.02, $"{ours:F4}, that of scikit-learn {theirs:F4}");
    }

    private void AssertSamePrincipal(FeatureSet set)
    {
        var expected = Principal(set);
        var points = expected.GetProperty("fit").EnumerateArray().Select(PointOf).ToArray();
        var actual = PrincipalComponents.Of(set, cancellationToken: TestContext.Current.CancellationToken);
        var spread = points.Max(point => point.X) - points.Min(point => point.X);

        for (var row = 0; row < set.RowCount; row++)
        {
            Assert.Equal(points[row].X, actual.Points[row].X, 1e-5 * spread);
            Assert.Equal(points[row].Y, actual.Points[row].Y, 1e-5 * spread);
        }

        Assert.Equal(expected.GetProperty("shares")[0].GetDouble(), actual.FirstShare, 9);
        Assert.Equal(expected.GetProperty("shares")[1].GetDouble(), actual.SecondShare, 9);
    }

    private JsonElement Principal(FeatureSet set)
    {
        _folder.Write("features", MemoryMarshal.AsBytes(set.Features.Span));
        return Oracle.Python("sklearn", PrincipalScript, _folder.Path, $"{set.FeatureCount}");
    }

    private static MapPoint PointOf(JsonElement point) => new(point[0].GetDouble(), point[1].GetDouble());

    private static double Distance(MapPoint a, MapPoint b) => double.Hypot(a.X - b.X, a.Y - b.Y);
}
