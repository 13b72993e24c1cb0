using System.Runtime.InteropServices;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>The nearest rows of every row, against scikit-learn.</summary>
public sealed class NeighborGraphInteropTests : IDisposable
{
    private const string Script = """
        import json, sys
        import numpy as np
        from sklearn.neighbors import NearestNeighbors
        folder, width, k, metric = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        x = np.fromfile(folder + "/features", "<f4").reshape(-1, width).astype(float)
        distances, rows = NearestNeighbors(n_neighbors=k, algorithm="brute", metric=metric).fit(x).kneighbors()
        print(json.dumps({"distances": distances.ravel().tolist(), "rows": rows.ravel().tolist()}))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(NeighborMetric.Euclidean, 700, 300, 12)]
    [InlineData(NeighborMetric.Cosine, 700, 300, 12)]
    [InlineData(NeighborMetric.Euclidean, 193, 1, 3)]
    [InlineData(NeighborMetric.Euclidean, 50, 2000, 49)]
    [InlineData(NeighborMetric.Cosine, 2, 5, 1)]
    public void Neighbours_and_distances_are_those_of_scikit_learn(NeighborMetric metric, int rowCount, int featureCount, int neighborCount)
    {
        var set = TestFeatures.Make(rowCount, featureCount, 2, seed: 4);
        File.WriteAllBytes(_folder["features"], MemoryMarshal.AsBytes(set.Features.Span));
        var expected = Oracle.Python("sklearn", Script, _folder.Path, $"{featureCount}", $"{neighborCount}", metric.ToString().ToLowerInvariant());
        var rows = expected.GetProperty("rows").EnumerateArray().Select(item => item.GetInt32()).ToArray();
        var distances = expected.GetProperty("distances").EnumerateArray().Select(item => item.GetDouble()).ToArray();

        var graph = NeighborGraph.Of(set, neighborCount, metric, 0, new ParallelOptions());

        for (var row = 0; row < rowCount; row++)
        {
            for (var i = 0; i < neighborCount; i++)
            {
                var place = row * neighborCount + i;
                Assert.Equal(distances[place], graph.Distances(row)[i], 1e-4 * Math.Max(0.1, distances[place]));
                // Where the next is as far, either may come first.
                var isTied = (i > 0 && distances[place] - distances[place - 1] <= 1e-4 * distances[place])
                    || i == neighborCount - 1 || distances[place + 1] - distances[place] <= 1e-4 * distances[place];
                Assert.True(isTied || rows[place] == graph.Rows(row)[i], $"row {row}, neighbour {i}: {graph.Rows(row)[i]}, expected {rows[place]}");
            }
        }
    }
}
