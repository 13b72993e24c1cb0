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

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
