using System.Collections.Immutable;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class FeatureFileProperties : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_in_batches_of_any_size_is_what_is_read()
    {
        var path = _folder["any.h5"];
        var shapes = (from rows in Gen.Choose(0, 40)
                      from columns in Gen.Choose(1, 33)
                      from classes in Gen.Choose(1, 5)
                      from batch in Gen.Choose(1, 12)
                      from seed in Gen.Choose(0, 1000)
                      select (rows, columns, classes, batch, seed)).ToArbitrary();
        Prop.ForAll(shapes, shape =>
        {
            var random = new Random(shape.seed);
            var features = new float[shape.rows * shape.columns];
            for (var i = 0; i < features.Length; i++)
                features[i] = BitConverter.Int32BitsToSingle(random.Next());
            var names = Enumerable.Range(0, shape.classes).Select(label => label == 0 ? "🌹 장미" : new string('x', label * 100)).ToImmutableArray();
            var labels = Enumerable.Range(0, shape.rows).Select(_ => random.Next(shape.classes)).ToArray();
            var paths = labels.Select((label, row) => $"{names[label]}/{row}.jpg").ToArray();
            using (var writer = Hdf5RowWriter.Create(path, TestFeatures.Options(shape.columns, names)))
            {
                for (var row = 0; row < shape.rows; row += shape.batch)
                {
                    var end = Math.Min(row + shape.batch, shape.rows);
                    writer.Add<float>(features.AsSpan((row * shape.columns)..(end * shape.columns)), labels.AsSpan(row..end), paths.AsSpan(row..end));
                }

                writer.Complete();
            }

            using var file = FeatureFile.Open(path);
            Assert.Equal((shape.rows, shape.columns), (file.RowCount, file.FeatureCount));
            Assert.Equal(names, file.LabelNames);
            Assert.Equal(labels, file.Labels);
            Assert.Equal(paths, file.Paths);
            Assert.Equal(TestFeatures.Recipe, file.Recipe);
            // Bits, so that NaN and negative zero count too.
            Assert.Equal(
                Array.ConvertAll(features, BitConverter.SingleToInt32Bits),
                Array.ConvertAll(file.ReadRows(0, file.RowCount).Features.ToArray(), BitConverter.SingleToInt32Bits));
            var first = random.Next(shape.rows + 1);
            var count = random.Next(shape.rows - first + 1);
            var part = file.ReadRows(first, count);
            Assert.Equal(
                Array.ConvertAll(features[(first * shape.columns)..((first + count) * shape.columns)], BitConverter.SingleToInt32Bits),
                Array.ConvertAll(part.Features.ToArray(), BitConverter.SingleToInt32Bits));
            Assert.Equal(labels[first..(first + count)], part.Labels);
        }).Holds();
    }
}
