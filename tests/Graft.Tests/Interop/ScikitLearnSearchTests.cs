using System.Runtime.InteropServices;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>A search against scikit-learn's GridSearchCV on the same rows and folds.</summary>
public sealed class ScikitLearnSearchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_grid_of_C_and_scaling_scores_as_GridSearchCV_scores_it()
    {
        var expected = Oracle.Python("sklearn", """
            import json, sys
            import numpy as np
            from sklearn.datasets import load_digits
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
            from sklearn.pipeline import Pipeline
            from sklearn.preprocessing import StandardScaler
            x, y = load_digits(return_X_y=True)
            x.astype("<f4").tofile(sys.argv[1] + "/features")
            y.astype("<i4").tofile(sys.argv[1] + "/labels")
            rows, _ = train_test_split(np.arange(len(y)), test_size=0.25, random_state=7, stratify=y)
            rows = np.sort(rows)
            steps = Pipeline([("scale", "passthrough"), ("fit", LogisticRegression(tol=1e-8, max_iter=20000))])
            grid = {"scale": ["passthrough", StandardScaler()], "fit__C": [0.0001, 0.01, 1.0]}
            search = GridSearchCV(steps, grid, cv=StratifiedKFold(3, shuffle=True, random_state=7)).fit(x[rows], y[rows])
            r = search.cv_results_
            print(json.dumps([{
                "c": p["fit__C"], "scaling": "none" if p["scale"] == "passthrough" else "standardize",
                "folds": [float(r[f"split{k}_test_score"][i]) for k in range(3)],
                "mean": float(r["mean_test_score"][i]), "std": float(r["std_test_score"][i])} for i, p in enumerate(r["params"])]))
            """, _folder.Path).EnumerateArray().ToList();
        var features = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["features"])).ToArray();
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(_folder["labels"])).ToArray();

        var result = ClassifierTraining.Run(
            TestFeatures.Of(features, [.. labels], 10),
            new TrainingOptions
            {
                Seed = 7,
                Folds = 3,
                Candidates =
                [
                    .. from scaling in new[] { FeatureScaling.None, FeatureScaling.Standardize }
                       from c in new[] { 0.0001, 0.01, 1 }
                       select new LogisticRegressionOptions { C = c, Scaling = scaling, Tolerance = 1e-8 },
                ],
            },
            cancellationToken: TestContext.Current.CancellationToken);

        // One row of a fold may fall on the other side, by the rounding of a score.
        const double OneRow = 1.01 / 448;
        Assert.Equal(expected.Count, result.Search!.Rows.Length);
        foreach (var item in expected)
        {
            var row = result.Search.Rows.Single(row => row.Settings == $"c={item.GetProperty("c").GetDouble()}" && row.Scaling == item.GetProperty("scaling").GetString());
            for (var fold = 0; fold < 3; fold++)
                Assert.Equal(item.GetProperty("folds")[fold].GetDouble(), row.FoldAccuracies[fold], OneRow);
            Assert.Equal(item.GetProperty("mean").GetDouble(), row.Mean, OneRow);
            Assert.Equal(item.GetProperty("std").GetDouble(), row.Deviation, OneRow);
            Assert.True(row.Converged);
        }
    }
}
