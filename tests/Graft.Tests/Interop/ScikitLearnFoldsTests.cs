using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>The folds against scikit-learn's, row by row.</summary>
public sealed class ScikitLearnFoldsTests
{
    [Fact]
    public void A_seed_gives_the_folds_that_StratifiedKFold_gives()
    {
        var random = new Random(12);
        var cases = Enumerable.Range(0, 150).Select(i =>
        {
            var folds = random.Next(2, 12);
            var sizes = Enumerable.Range(0, random.Next(2, 20)).Select(_ => i % 3 == 0 ? folds : random.Next(folds, 60)).ToArray();
            var labels = sizes.SelectMany((size, k) => Enumerable.Repeat(k, size)).ToArray();
            if (i % 2 == 0)
                random.Shuffle(labels);
            return new { labels, folds, seed = i < 3 ? 42 : random.Next() };
        }).ToArray();
        using var folder = new TempFolder();
        var path = folder.Write("cases.json", JsonSerializer.Serialize(cases));

        var expected = Oracle.Python("sklearn", """
            import sys, json
            import numpy as np
            from sklearn.model_selection import StratifiedKFold
            result = []
            for case in json.load(open(sys.argv[1])):
                labels = np.array(case['labels'])
                splitter = StratifiedKFold(n_splits=case['folds'], shuffle=True, random_state=case['seed'])
                result.append([[train.tolist(), test.tolist()] for train, test in splitter.split(labels, labels)])
            print(json.dumps(result))
            """, path);

        for (var i = 0; i < cases.Length; i++)
        {
            // Classes without rows in front and behind must make no difference.
            var names = Enumerable.Range(0, 22).Select(k => $"class {k}");
            var folds = StratifiedFolds.Of([.. cases[i].labels.Select(label => label + 1)], [.. names], cases[i].folds, cases[i].seed);
            Assert.Equal(cases[i].folds, folds.Length);
            for (var fold = 0; fold < folds.Length; fold++)
            {
                Assert.Equal(expected[i][fold][0].EnumerateArray().Select(row => row.GetInt32()), folds[fold].TrainRows);
                Assert.Equal(expected[i][fold][1].EnumerateArray().Select(row => row.GetInt32()), folds[fold].TestRows);
            }
        }
    }
}
