using System.Collections.Immutable;

namespace Graft.Cli.Commands;

/// <summary>One feature file or several, and their rows, one behind the other.</summary>
internal sealed class FeatureFiles : IDisposable
{
    private readonly ImmutableArray<FeatureFile> _files;

    private FeatureFiles(ImmutableArray<FeatureFile> files) => (_files, Rows) = (files, FeatureRows.Join([.. files]));

    public IFeatureRows Rows { get; }

    /// <param name="paths">At least one.</param>
    /// <param name="open">Opens one of them, at the layer that is wanted.</param>
    /// <exception cref="GraftException">One cannot be read, or they do not go together.</exception>
    public static FeatureFiles Open(IEnumerable<string> paths, Func<string, FeatureFile> open)
    {
        var files = ImmutableArray.CreateBuilder<FeatureFile>();
        try
        {
            foreach (var path in paths)
                files.Add(open(path));
            return new FeatureFiles(files.ToImmutable());
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
    }

    /// <param name="paths">At least one.</param>
    /// <param name="layer">The layer that is wanted; null for that of the classifier, or without one the first.</param>
    /// <param name="classifier">What the features are for; null for nothing.</param>
    /// <exception cref="GraftException">One cannot be read, or they do not go together.</exception>
    public static FeatureFiles Open(IEnumerable<string> paths, string? layer, ClassifierFile? classifier) => Open(
        paths,
        path => layer is not null ? FeatureFile.Open(path, layer)
            : classifier is not null ? FeatureFile.OpenFor(path, classifier.Classifier.Recipe)
            : FeatureFile.Open(path));

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
