using System.Collections.Immutable;
using System.Globalization;

namespace Graft;

/// <summary>Splits samples so that training and test rows have the classes in the same proportions.</summary>
public static class StratifiedSplit
{
    /// <summary>Splits at random, the same way for the same arguments on every machine and version.</summary>
    /// <remarks>
    /// The rows are those of scikit-learn's <c>train_test_split(test_size=testFraction, random_state=seed, stratify=labels)</c>,
    /// so that accuracies here and there compare. Only a class that it would leave without a training or a test row, which
    /// happens to very small ones, is given one.
    /// </remarks>
    /// <param name="labels">Label of each row.</param>
    /// <param name="labelNames">Class names in label order; those without rows are passed over.</param>
    /// <param name="testFraction">In [0, 1). With 0 all rows are for training, whatever the class sizes.</param>
    /// <param name="seed">Decides which rows of a class are taken; a negative one counts as that plus 2^32.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> or a label is out of range.</exception>
    /// <exception cref="TrainingDataException">A class has 1 sample and <paramref name="testFraction"/> is not 0.</exception>
    public static Split Of(ImmutableArray<int> labels, ImmutableArray<string> labelNames, double testFraction, int seed)
    {
        if (!(testFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "A test fraction is at least 0 and less than 1.");
        var classes = ClassRows.Of(labels, labelNames.Length);
        if (testFraction == 0)
            return new Split([.. Enumerable.Range(0, labels.Length)], []);
        RequireTwoEach(classes, labelNames, testFraction);

        // scikit-learn does not know of classes without rows.
        var present = classes.Where(rows => rows.Count > 0).ToArray();
        var random = new MersenneTwister(unchecked((uint)seed));
        var trainCounts = TrainCounts([.. present.Select(rows => rows.Count)], labels.Length, testFraction, random);
        List<int> train = [], test = [];
        for (var k = 0; k < present.Length; k++)
        {
            var rows = Array.ConvertAll(random.Permutation(present[k].Count), i => present[k][i]);
            train.AddRange(rows[..trainCounts[k]]);
            test.AddRange(rows[trainCounts[k]..]);
        }

        return new Split([.. train.Order()], [.. test.Order()]);
    }

    private static void RequireTwoEach(List<int>[] classes, ImmutableArray<string> labelNames, double testFraction)
    {
        for (var k = 0; k < classes.Length; k++)
        {
            if (classes[k].Count == 1)
            {
                throw new TrainingDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Class '{labelNames[k]}' has 1 sample; a split with test fraction {testFraction} needs at least 2. Add photos, remove the class, or use a test fraction of 0."));
            }
        }
    }

    private static int[] TrainCounts(int[] sizes, int total, double testFraction, MersenneTwister random)
    {
        var testTotal = (int)Math.Ceiling(testFraction * total);
        var counts = Apportionment.Share(sizes, total - testTotal, random);
        // The test rows are all that is left; scikit-learn shares them out too, which takes numbers from the generator.
        Apportionment.Share([.. sizes.Zip(counts, (size, count) => size - count)], testTotal, random);
        return [.. sizes.Zip(counts, (size, count) => Math.Clamp(count, 1, size - 1))];
    }
}
