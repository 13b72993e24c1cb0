using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Graft.Cli.Commands;

/// <summary>Options that mean the same in every command, and makers of options whose mistakes are told in plain words.</summary>
internal static class CommonOptions
{
    public const string LabeledImages =
        "A folder with one sub-folder of photos a class, a CSV file with the columns path and label, or a pack made by 'pack'.";

    public const string Backbones = "A network by name, such as resnet18, or an ONNX file.";

    /// <summary>Names of those options that were given.</summary>
    public static IEnumerable<string> Given(ParseResult parsed, params IEnumerable<Option> options) =>
        options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>Whether an option was given.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => Given(parsed, option).Any();

    public static Option<string> Out(string what, string example) => new("--out", "-o")
    {
        Description = what,
        HelpName = example,
        Required = true,
    };

    public static Option<string> Format(params string[] formats) =>
        WithDefault(Choice("--format", $"How results are printed: {string.Join(", ", formats)}.", formats), formats[0]);

    public static Option<T> WithDefault<T>(Option<T> option, T standard)
    {
        option.DefaultValueFactory = _ => standard;
        return option;
    }

    public static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            CustomParser = result => choices.Contains(result.Tokens[0].Value)
                ? result.Tokens[0].Value
                : Fail<string>(result, $"must be {List(choices)}"),
        };
        option.CompletionSources.Add(choices);
        return option;
    }

    /// <summary>One or more of some words, with commas between them.</summary>
    public static Option<string[]> Choices(string name, string description, string standard, params string[] choices)
    {
        var option = new Option<string[]>(name)
        {
            Description = $"{description} One or more of {string.Join(", ", choices)}, with commas.",
            HelpName = "LIST",
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => [standard],
            CustomParser = result => result.Tokens[0].Value.Split(',') is var words && words.All(choices.Contains)
                ? [.. words.Distinct()]
                : Fail<string[]>(result, $"must be {List(choices)}, or several of them with commas"),
        };
        option.CompletionSources.Add(choices);
        return option;
    }

    /// <summary>One or more whole numbers, with commas between them.</summary>
    public static Option<int[]> Integers(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => [standard],
        CustomParser = result =>
        {
            var values = new SortedSet<int>();
            foreach (var item in result.Tokens[0].Value.Split(','))
            {
                if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
                    return Fail<int[]>(result, $"must be whole numbers of at least {least}, with commas between them");
                values.Add(value);
            }

            return [.. values];
        },
    };

    /// <summary>A number that need not be given.</summary>
    public static Option<int?> OptionalInteger(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => !int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Fail<int?>(result, "must be a whole number")
            : value < least || value > most
                ? Fail<int?>(result, $"must be from {least:N0} to {most:N0}")
                : value,
    };

    public static Option<int?> Size() => OptionalInteger("--size", "Width and height of pictures for a network that takes any.", 1, 8192);

    public static Option<bool> Append() => new("--append")
    {
        Description = "Add what is new to the rows that the file has, instead of making it anew.",
    };

    public static Option<double> CommitEvery() => Number(
        "--commit-every", "Seconds after which rows are made safe against a crash.", new ExtractionOptions().CommitInterval.TotalSeconds,
        value => value is >= 0 and <= 86_400, "must be a number from 0 to 86,400");

    public static Option<string> BackboneName() => new("--backbone")
    {
        Description = "The pretrained network to take features from: a name, or an ONNX file.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => Backbone.Default,
    };

    public static Option<int> BatchSize() =>
        Integer("--batch-size", "Images per call of the network; 0 finds out in a short trial what is quickest.", 0, 0, 4096);

    public static Option<int> Threads() =>
        Integer("--threads", "Threads to use; 0 stands for one a core.", 0, 0, 1024);

    /// <summary>Bytes; 0 when nothing is said.</summary>
    public static Option<long> Memory() => new("--memory")
    {
        Description = "Memory that may be used: 300MB, 2GB, 1.5GiB or 25% of the machine's (default: half of it).",
        HelpName = "SIZE",
        CustomParser = result => SizeText.Parse(result.Tokens[0].Value)
            ?? Fail<long>(result, "must be an amount such as 300MB, 2GB, 1.5GiB or 50%"),
    };

    public static Option<string> Precision() => Choice(
        "--precision", "What the network computes with. int8 is several times as fast on most processors; ranges are learnt from up to 256 of the images.", "fp32", "int8");

    public static Option<string> ClassifierPrecision() => Choice(
        "--precision", "What the network computes with, if not as for the classifier's features; int8 needs --images to learn ranges from.", "fp32", "int8");

    public static Option<string> Device() => WithDefault(Choice("--device", "What computes: cpu, or cuda for an NVIDIA GPU.", "cpu", "cuda"), "cpu");

    public static Option<int> Seed() =>
        Integer("--seed", "Decides every random choice.", new TrainingOptions().Seed, int.MinValue, int.MaxValue);

    /// <param name="standard">What is taken when nothing is said.</param>
    public static Option<string> StoredLayer(string standard) => new("--layer")
    {
        Description = $"Which layer of a file with several, as 'inspect' lists them; {standard} when left out.",
        HelpName = "NAME",
    };

    public static Option<bool> Strict() => new("--strict")
    {
        Description = "Exit with 1 when an image could not be read.",
    };

    public static Option<bool> Verbose() => new("--verbose")
    {
        Description = "Say how things were chosen: threads, batch size, the way of a fit.",
    };

    public static Option<bool> Quiet() => new("--quiet", "-q")
    {
        Description = "No progress.",
    };

    public static Option<int> Integer(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        // No token where an option's number may be left out.
        CustomParser = result => result.Tokens.Count == 0
            ? standard
            : !int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? Fail<int>(result, "must be a whole number")
                : value < least || value > most
                    ? Fail<int>(result, $"must be from {least:N0} to {most:N0}")
                    : value,
    };

    // The rule is what must hold, as it ends the sentence "Option '--x' ...".
    public static Option<double> Number(string name, string description, double standard, Func<double, bool> isAllowed, string rule) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && isAllowed(value)
                ? value
                : Fail<double>(result, rule),
    };

    /// <summary>A number that need not be given; the rule is as for <see cref="Number"/>.</summary>
    public static Option<double?> OptionalNumber(string name, string description, string helpName, Func<double, bool> isAllowed, string rule) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && isAllowed(value)
                ? value
                : Fail<double?>(result, rule),
    };

    /// <summary>Enters what is wrong with an option, as the end of the sentence "Option '--x' ...".</summary>
    public static T Fail<T>(ArgumentResult result, string rule)
    {
        var name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"Option '{name}' {rule}, got '{result.Tokens[0].Value}'.");
        return default!;
    }

    private static string List(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
