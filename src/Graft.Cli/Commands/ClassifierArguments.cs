using System.Collections.Immutable;
using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that say which classifiers are compared.</summary>
internal sealed class ClassifierArguments
{
    private static readonly string[] Scalings = ["none", "standardize", "l2", "sqrt-l2"];

    private readonly Option<string[]> _classifiers = CommonOptions.Choices(
        "--classifier", "Which classifiers; of several the best in a cross-validation is taken.", "logistic", "logistic", "svm", "forest", "knn");

    private readonly Option<string[]> _scalings = CommonOptions.Choices(
        "--scaling", "What is done with feature rows first; of several, or all, the best is taken.", "none", [.. Scalings, "all"]);

    private readonly Option<double[]> _c = new("--c")
    {
        Description = "Inverse strength of the regularisation, as in scikit-learn: 1, or 0.1,1,10, or 0.001..1000 in steps of 10, or 0.001..1000:13 for 13 values.",
        HelpName = "X",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => [new LogisticRegressionOptions().C],
        CustomParser = result =>
        {
            var values = GridText.Parse(result.Tokens[0].Value, out var rule);
            return rule is null ? [.. values] : CommonOptions.Fail<double[]>(result, rule);
        },
    };

    private readonly Option<string> _loss = CommonOptions.WithDefault(
        CommonOptions.Choice("--loss", "What svm pays for a row on the wrong side.", "squared-hinge", "hinge"), "squared-hinge");

    private readonly Option<int> _trees = CommonOptions.Integer("--trees", "Trees of forest.", new RandomForestOptions().NEstimators, 1, 100_000);

    private readonly Option<int[]> _neighbors = CommonOptions.Integers(
        "--neighbors", "Rows that vote in knn: 5, or 1,5,15.", new NearestNeighborsOptions().NNeighbors, 1, int.MaxValue);

    private readonly Option<string> _metric = CommonOptions.WithDefault(
        CommonOptions.Choice("--metric", "How knn measures how near rows are.", "euclidean", "cosine"), "euclidean");

    private readonly Option<string> _classWeight = CommonOptions.WithDefault(
        CommonOptions.Choice("--class-weight", "Whether rows of small classes count more.", "none", "balanced"), "none");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _classifiers, _scalings, _c, _loss, _trees, _neighbors, _metric, _classWeight })
            command.Add(option);
    }

    /// <summary>Names of the classifiers.</summary>
    public string[] Names(ParseResult parsed) => parsed.GetValue(_classifiers)!;

    /// <summary>Every combination that was asked for.</summary>
    /// <exception cref="UsageException">An option has no meaning for the classifiers.</exception>
    public ImmutableArray<ClassifierOptions> Candidates(ParseResult parsed, int seed)
    {
        var (names, scalings) = (Names(parsed), ScalingsOf(parsed.GetValue(_scalings)!));
        Require(parsed, names, scalings);
        return new ClassifierGrid
        {
            Classifiers = [.. names],
            Scalings = [.. scalings],
            C = [.. parsed.GetValue(_c)!],
            Neighbors = [.. parsed.GetValue(_neighbors)!],
            Loss = parsed.GetValue(_loss) == "hinge" ? SvmLoss.Hinge : SvmLoss.SquaredHinge,
            Trees = parsed.GetValue(_trees),
            Metric = Enum.Parse<NeighborMetric>(parsed.GetValue(_metric)!, ignoreCase: true),
            ClassWeight = Enum.Parse<ClassWeight>(parsed.GetValue(_classWeight)!, ignoreCase: true),
            Seed = seed,
        }.Candidates();
    }

    private void Require(ParseResult parsed, string[] names, FeatureScaling[] scalings)
    {
        foreach (var (option, users) in new (Option Option, string[] Users)[]
        {
            (_c, ["logistic", "svm"]), (_loss, ["svm"]), (_trees, ["forest"]), (_neighbors, ["knn"]), (_metric, ["knn"]),
        })
        {
            if (CommonOptions.IsGiven(parsed, option) && !names.Intersect(users).Any())
                throw new UsageException($"Option '{option.Name}' is for {string.Join(" and ", users)}, and the classifier is {string.Join(" or ", names)}.");
        }

        if (Array.Find(names, name => !scalings.Any(scaling => ClassifierGrid.Suits(name, scaling))) is { } without)
            throw new UsageException($"Option '--scaling' leaves nothing for {without}, whose trees are the same for standardised features; add none.");
    }

    private static FeatureScaling[] ScalingsOf(string[] names) =>
        [.. (names.Contains("all") ? Scalings : names).Select(name => Enum.Parse<FeatureScaling>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true))];
}
