using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>The split against scikit-learn's, row by row.</summary>
public sealed class ScikitLearnSplitTests
{
    [Fact]
    public void A_seed_gives_the_rows_that_train_test_split_gives()
    {
        var random = new Random(11);
        var cases = Enumerable.Range(0, 200).Select(i =>
        {
            var classCount = random.Next(2, 30);
            // Equal sizes make ties, which are broken at random.
            var sizes = Enumerable.Range(0, classCount).Select(_ => i % 2 == 0 ? 20 : random.Next(8, 60)).ToArray();
            var labels = sizes.SelectMany((size, k) => Enumerable.Repeat(k, size)).ToArray();
            random.Shuffle(labels);
            return new { labels, fraction = random.Next(15, 80) / 100.0, seed = i < 3 ? 42 : random.Next() };
        }).ToArray();
        using var folder = new TempFolder();
        var path = folder.Write("cases.json", JsonSerializer.Serialize(cases));

        var expected = Oracle.Python("sklearn", """
            import sys, json
            from sklearn.model_selection import train_test_split
            splits = []
            for case in json.load(open(sys.argv[1])):
                rows = list(range(len(case['labels'])))
                train, test = train_test_split(rows, test_size=case['fraction'], random_state=case['seed'], stratify=case['labels'])
                splits.append([sorted(train), sorted(test)])
            print(json.dumps(splits))
            """, path);

        for (var i = 0; i < cases.Length; i++)
        {
            var names = Enumerable.Range(0, 30).Select(k => $"class {k}");
            var split = StratifiedSplit.Of([.. cases[i].labels], [.. names], cases[i].fraction, cases[i].seed);
            Assert.Equal(expected[i][0].EnumerateArray().Select(row => row.GetInt32()), split.TrainRows);
            Assert.Equal(expected[i][1].EnumerateArray().Select(row => row.GetInt32()), split.TestRows);
        }
    }
}
