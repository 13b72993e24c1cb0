using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The options that say which network is meant and how it wants its pictures.</summary>
internal sealed class BackboneArguments
{
    private readonly Option<string> _preprocessing = new("--preprocessing")
    {
        Description = "How an ONNX file of yours wants its pictures: a preset or a JSON file. It is remembered beside the model.",
        HelpName = string.Join('|', PreprocessingPreset.Names) + "|FILE.json",
    };

    private readonly Option<int?> _size = CommonOptions.Size();
    private readonly Option<string> _resize = CommonOptions.Choice("--resize", "How photos of other shapes are fitted, if not as the network's recipe says.", "crop", "squash", "pad");
    private readonly Option<string> _interpolation = CommonOptions.Choice("--interpolation", "The resampling filter, if not the recipe's.", "nearest", "bilinear", "bicubic", "lanczos");

    public void AddTo(Command command)
    {
        _preprocessing.CompletionSources.Add([.. PreprocessingPreset.Names]);
        command.Add(_preprocessing);
        command.Add(_size);
        command.Add(_resize);
        command.Add(_interpolation);
    }

    /// <summary>Options that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        CommonOptions.Given(parsed, _preprocessing, _size, _resize, _interpolation);

    /// <summary>What the options make of a network's own recipe; null where neither says one.</summary>
    public Preprocessing? Preprocessing(ParseResult parsed, BackboneModel model)
    {
        var size = parsed.GetValue(_size);
        var recipe = size is { } side ? model.Preprocessing?.ScaledTo(side) : model.Preprocessing;
        if (parsed.GetValue(_preprocessing) is { } choice)
            recipe = model.ReadPreprocessing(choice, size);

        if (recipe is not null && parsed.GetValue(_resize) is { } resize)
            recipe = recipe with { ResizeMode = Enum.Parse<ResizeMode>(resize, ignoreCase: true) };
        return recipe is not null && parsed.GetValue(_interpolation) is { } interpolation
            ? recipe with { Interpolation = Enum.Parse<Interpolation>(interpolation, ignoreCase: true) }
            : recipe;
    }

    /// <summary>
    /// Remembers what was said of a network, now that it is known to fit. A folder that cannot be written to costs the user
    /// the option again, not the work.
    /// </summary>
    public void Remember(ParseResult parsed, BackboneModel model)
    {
        if (parsed.GetValue(_preprocessing) is not { } choice || model.ReadPreprocessing(choice, parsed.GetValue(_size)) is not { } recipe || recipe == model.Preprocessing)
            return;
        try
        {
            if (model.RememberPreprocessing(recipe) is { } path)
                Lines.WriteError($"The preprocessing is remembered in {path}.");
        }
        catch (OutputException e)
        {
            Lines.WriteError($"The preprocessing is not remembered: {e.Message}");
        }
    }
}
