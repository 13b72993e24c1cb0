using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The options of a report, and the making of it.</summary>
internal sealed class ReportArguments
{
    private readonly Option<string> _images = new("--images")
    {
        Description = "Folder, CSV file or pack of the photos, where they are no longer where their features were made.",
        HelpName = "PATH",
    };

    private readonly Option<string> _map = CommonOptions.Choice(
        "--map", $"The map of the features: tsne, pca or none. By t-SNE and principal components up to {ReportOptions.MapRows:N0} rows, beyond by principal components alone.", "tsne", "pca", "none");

    public void AddTo(Command command)
    {
        command.Add(_images);
        command.Add(_map);
    }

    /// <summary>Names of those that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => CommonOptions.Given(parsed, _images, _map);

    /// <summary>Makes a report and writes it.</summary>
    public ClassifierReport Write(ParseResult parsed, ReportRun run, CancellationToken cancellationToken)
    {
        using var progress = new ReportLog(run.IsQuiet);
        var report = ClassifierReport.Of(
            run.Classifier, run.Rows,
            new ReportOptions
            {
                Title = Path.GetFileName(run.ClassifierPath),
                Map = parsed.GetValue(_map) is { } map ? Enum.Parse<MapMethod>(map, ignoreCase: true) : null,
                Images = parsed.GetValue(_images),
                Seed = run.Seed,
                Threads = run.Threads,
                Command = CommandText.Of(parsed.Tokens.Select(token => token.Value)),
            },
            progress, cancellationToken);
        report.Save(run.Path);
        return report;
    }
}

/// <summary>What a report is made of, and where it goes.</summary>
internal sealed record ReportRun(string Path, string ClassifierPath, ClassifierFile Classifier, IFeatureRows Rows, int Seed, int Threads, bool IsQuiet);
