using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PureHDF;

namespace Graft;

/// <summary>
/// Writes an HDF5 feature file row by row in bounded memory: rows go straight to their place on disk, only labels and
/// paths are kept. The number of rows need not be known beforehand. The file appears when <see cref="Complete"/> is
/// called; disposed without it, nothing is left. For use by one thread at a time.
/// </summary>
public sealed class FeatureFileWriter : IDisposable
{
    // PureHDF lays out data sets in the order they are listed and gives the first the bytes right after its superblock
    // (version 3, 48 bytes). So the rows have their place before anything else of the file is known, and all the rest is
    // written behind them at the end.
    private const long RowsOffset = 48;

    private readonly OutputFile _output;
    private readonly ImmutableArray<string> _labelNames;
    private readonly FeatureRecipe _recipe;
    private readonly List<int> _labels = [];
    private readonly List<string> _paths = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it will be; a feature file that exists there is replaced at the end.</param>
    /// <param name="featureCount">Values per row, at least 1.</param>
    /// <param name="labelNames">Class names in label order, each once.</param>
    /// <param name="recipe">What makes the features.</param>
    /// <exception cref="ArgumentException"><paramref name="featureCount"/> is less than 1, or a class name comes twice.</exception>
    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public FeatureFileWriter(string path, int featureCount, ImmutableArray<string> labelNames, FeatureRecipe recipe)
        : this(path, featureCount, labelNames, recipe, null)
    {
    }

    internal FeatureFileWriter(
        string path, int featureCount, ImmutableArray<string> labelNames, FeatureRecipe recipe, Func<Stream, Stream>? wrap)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentNullException.ThrowIfNull(recipe);
        if (labelNames.Distinct(StringComparer.Ordinal).Count() != labelNames.Length)
            throw new ArgumentException("A class name comes twice.", nameof(labelNames));
        (FeatureCount, _labelNames, _recipe) = (featureCount, labelNames, recipe);
        _output = new OutputFile(path, Hdf5Header.IsHdf5, wrap);
    }

    /// <summary>Values per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Rows written so far.</summary>
    public int RowCount => _labels.Count;

    /// <summary>Makes sure, before any long work, that a feature file can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, Hdf5Header.IsHdf5);

    /// <summary>Adds rows.</summary>
    /// <param name="features">One row of <see cref="FeatureCount"/> values for each label.</param>
    /// <param name="labels">Indices into the label names.</param>
    /// <param name="paths">The image of each row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is out of range.</exception>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    public void Append(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        if (features.Length != (long)labels.Length * FeatureCount || paths.Length != labels.Length)
            throw new ArgumentException($"{features.Length} values and {paths.Length} paths for {labels.Length} rows of {FeatureCount}.", nameof(features));
        foreach (var label in labels)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)_labelNames.Length, nameof(labels));

        var offset = RowsOffset + ((long)RowCount * FeatureCount * sizeof(float));
        try
        {
            _output.Stream.Position = offset;
            _output.Stream.Write(MemoryMarshal.AsBytes(features));
        }
        catch (IOException e)
        {
            throw _output.Failure(e);
        }

        _labels.AddRange(labels);
        _paths.AddRange(paths);
    }

    /// <summary>Writes labels, names, paths and the recipe, and gives the file its name.</summary>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    public void Complete()
    {
        _output.Write(stream =>
        {
            stream.Position = 0;
            var features = new H5Dataset<float[]>([(ulong)RowCount, (ulong)FeatureCount]);
            var file = new H5File
            {
                [FeatureFileNames.Features] = features,
                [FeatureFileNames.Labels] = new H5Dataset(_labels.ToArray()),
                [FeatureFileNames.LabelNames] = new H5Dataset(_labelNames.ToArray()),
                [FeatureFileNames.Paths] = new H5Dataset(_paths.ToArray()),
                Attributes =
                {
                    [FeatureFileNames.FormatVersion] = FeatureFileNames.CurrentVersion,
                    [FeatureFileNames.Backbone] = _recipe.Backbone.Name,
                    [FeatureFileNames.BackboneSha256] = _recipe.Backbone.Sha256,
                    [FeatureFileNames.Layer] = _recipe.Backbone.Layer,
                    [FeatureFileNames.Preprocessing] = _recipe.Preprocessing.ToJson(),
                    [FeatureFileNames.ToolVersion] = GraftVersion.Text,
                    [FeatureFileNames.Created] = Timestamp.Now(),
                },
            };
            // Compact storage, PureHDF's default for small data sets, is not read everywhere.
            using (file.BeginWrite(stream, new H5WriteOptions(PreferCompactDatasetLayout: false)))
            {
            }
        });
        _output.Complete();
    }

    /// <summary>Removes the unfinished file, unless it was completed.</summary>
    public void Dispose() => _output.Dispose();
}
