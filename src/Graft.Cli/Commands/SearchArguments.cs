using System.Collections.Immutable;
using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that say how classifiers are compared, weighed and fitted.</summary>
internal sealed class SearchArguments(ClassifierArguments classifiers)
{
    private static readonly string[] Linear = ["logistic", "svm"];

    private readonly Option<int?> _folds = CommonOptions.OptionalInteger(
        "--folds", "Folds of the cross-validation (default: 5 where settings are compared, else none).", 2, 100);

    private readonly Option<int> _repeats = CommonOptions.Integer("--repeats", "How often the rows are cut into folds, each time with another seed.", 1, 1, 1000);

    private readonly Option<string> _groups = new("--groups")
    {
        Description = "CSV file with the columns path and group; rows of one group are never both trained and tested on.",
        HelpName = "CSV",
    };

    private readonly Option<string> _weights = new("--sample-weights")
    {
        Description = "CSV file with the columns path and weight: how much each row counts.",
        HelpName = "CSV",
    };

    private readonly Option<bool> _calibrate = new("--calibrate")
    {
        Description = "Fit the probabilities of logistic or svm to rows that were held out.",
    };

    private readonly Option<long> _memory = CommonOptions.Memory();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folds, _repeats, _groups, _weights, _calibrate, _memory })
            command.Add(option);
    }

    /// <summary>All but what depends on the rows.</summary>
    /// <exception cref="UsageException">Options do not go together.</exception>
    public TrainingOptions Options(ParseResult parsed, double testFraction, int seed, int threads)
    {
        var options = new TrainingOptions
        {
            TestFraction = testFraction,
            Seed = seed,
            Candidates = classifiers.Candidates(parsed, seed),
            Folds = parsed.GetValue(_folds) ?? 0,
            Repeats = parsed.GetValue(_repeats),
            Calibrate = parsed.GetValue(_calibrate),
            Threads = threads,
            MemoryLimit = parsed.GetValue(_memory),
        };
        if (options.Calibrate && classifiers.Names(parsed).Except(Linear).ToArray() is [_, ..] others)
            throw new UsageException($"Option '--calibrate' is for logistic and svm; {string.Join(" and ", others)} cannot be calibrated.");
        if (classifiers.Names(parsed).Contains("knn") && (CommonOptions.IsGiven(parsed, _weights) || options.Candidates[0].ClassWeight != ClassWeight.None))
            throw new UsageException($"Option '{(CommonOptions.IsGiven(parsed, _weights) ? _weights.Name : "--class-weight")}' is not for knn, whose neighbours all count the same.");
        if (CommonOptions.IsGiven(parsed, _repeats) && options.SearchFolds == 0)
            throw new UsageException("Option '--repeats' needs a cross-validation; add --folds, or several settings to compare.");
        return options;
    }

    /// <summary>Adds groups and weights of rows.</summary>
    /// <param name="options">The rest.</param>
    /// <param name="parsed">Names the files.</param>
    /// <param name="rowPaths">Paths of the rows.</param>
    /// <param name="otherPaths">Paths that the files may name too.</param>
    public TrainingOptions AddRows(TrainingOptions options, ParseResult parsed, ImmutableArray<string> rowPaths, ImmutableArray<string> otherPaths = default) => options with
    {
        Groups = parsed.GetValue(_groups) is { } groups ? RowCsv.ReadGroups(groups, rowPaths, otherPaths) : default,
        SampleWeights = parsed.GetValue(_weights) is { } weights ? RowCsv.ReadWeights(weights, rowPaths, otherPaths) : default,
    };
}
