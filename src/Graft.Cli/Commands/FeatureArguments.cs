using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that say which features are taken from a network.</summary>
internal sealed class FeatureArguments
{
    private readonly Option<string[]> _layers = new("--layer")
    {
        Description = "Where the network is cut: a layer's name ('graft layers' lists them). May be given several times.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _concat = new("--concat")
    {
        Description = "Several layers in one row. Without it each gets a dataset, the last one being 'features'.",
    };

    private readonly Option<string> _pool = CommonOptions.Choice("--pool", "What becomes of the positions of a map (default: none).", "none", "avg", "max", "gem");
    private readonly Option<string> _normalize = CommonOptions.Choice("--normalize", "How rows are brought to a common length (default: none).", "none", "l2", "sqrt-l2");
    private readonly Option<string> _flatten = CommonOptions.Choice("--flatten", "Order of a map's values: height, width, channel or channel, height, width (default: the network's own).", "chw", "hwc");
    private readonly Option<bool> _flip = new("--flip") { Description = "The mean over each photo and its mirror image; takes twice as long." };
    private readonly Option<string> _crops = CommonOptions.Choice("--crops", "The mean over five crops of each photo, or over these and their mirror images.", "1", "5", "10");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _layers, _concat, _pool, _normalize, _flatten, _flip, _crops })
            command.Add(option);
    }

    /// <summary>Options besides the layers that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        CommonOptions.Given(parsed, _concat, _pool, _normalize, _flatten, _flip, _crops);

    /// <summary>Layers that were asked for.</summary>
    public string[] Layers(ParseResult parsed) => parsed.GetValue(_layers) ?? [];

    public bool IsConcatenated(ParseResult parsed) => parsed.GetValue(_concat);

    public FeatureOptions Options(ParseResult parsed, Preprocessing? preprocessing) => new()
    {
        Layers = [.. Layers(parsed)],
        Concat = parsed.GetValue(_concat),
        Preprocessing = preprocessing,
        Shaping = new FeatureShaping
        {
            Pool = Enum.Parse<FeaturePool>(parsed.GetValue(_pool) ?? "none", ignoreCase: true),
            Normalize = Enum.Parse<FeatureNormalization>((parsed.GetValue(_normalize) ?? "none").Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            Flatten = parsed.GetValue(_flatten) is { } order ? Enum.Parse<TensorLayout>(order, ignoreCase: true) : null,
            Flip = parsed.GetValue(_flip) || parsed.GetValue(_crops) == "10",
            Crops = parsed.GetValue(_crops) is null or "1" ? 1 : 5,
        },
    };
}
