using System.Collections.Immutable;
using System.Globalization;

namespace Graft;

/// <summary>Options of classifiers in words, for tables and files.</summary>
internal static class OptionTexts
{
    /// <summary>The given options, and those of every classifier that are not the default's.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Of(ClassifierOptions options, params ReadOnlySpan<(string Name, string Value)> own)
    {
        var settings = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, value) in own)
            settings.Add(new(name, value));
        if (options.ClassWeight != ClassWeight.None)
            settings.Add(new("class-weight", options.ClassWeight.ToString().ToLowerInvariant()));
        return settings.ToImmutable();
    }

    /// <summary>All options of a classifier in one text, such as <c>c=1, class-weight=balanced</c>.</summary>
    public static string Settings(ClassifierOptions options) => string.Join(", ", options.Settings.Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>A scaling as the command line takes it.</summary>
    public static string Scaling(FeatureScaling scaling) => scaling == FeatureScaling.SqrtL2 ? "sqrt-l2" : scaling.ToString().ToLowerInvariant();

    /// <summary>A number as the command line takes it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
