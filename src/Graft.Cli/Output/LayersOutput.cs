using System.Collections.Immutable;
using nietras.SeparatedValues;

namespace Graft.Cli.Output;

/// <summary>The layers of a network, as text for people, or as CSV or JSON for programs.</summary>
internal static class LayersOutput
{
    private static readonly (double Size, string Unit)[] Units = [(1e9, "G"), (1e6, "M"), (1e3, "k")];

    public static void Write(string format, BackboneModel model, ImmutableArray<BackboneLayer> layers)
    {
        switch (format)
        {
            case "csv":
                WriteCsv(layers);
                break;
            case "json":
                Json.Write(new { Backbone = model.Name, model.Sha256, model.DefaultLayer, Layers = layers });
                break;
            default:
                WriteText(model, layers);
                break;
        }
    }

    private static void WriteText(BackboneModel model, ImmutableArray<BackboneLayer> layers)
    {
        var hasAliases = layers.Any(layer => layer.Alias is not null);
        TextTable.Write(
            ["layer ", .. hasAliases ? ["alias "] : Array.Empty<string>(), "op ", "shape", "values", "parameters", "multiply-adds"],
            layers.Select(layer => (string[])
            [
                layer.Name,
                .. hasAliases ? [layer.Alias ?? ""] : Array.Empty<string>(),
                layer.Op,
                string.Join(" x ", layer.Shape),
                $"{layer.ValueCount:N0}",
                Short(layer.ParameterCount),
                Short(layer.MultiplyAddCount),
            ]));
        var standard = layers.FirstOrDefault(layer => layer.Name == model.DefaultLayer);
        if (standard is not null)
            Console.Out.WriteLine($"Without --layer: {standard.Alias ?? standard.Name}, {standard.ValueCount:N0} values. Parameters and multiply-adds count all that is needed up to a layer, for one photo.");
    }

    private static void WriteCsv(ImmutableArray<BackboneLayer> layers)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(Console.Out);
        foreach (var layer in layers)
        {
            using var row = writer.NewRow();
            row["name"].Set(layer.Name);
            row["alias"].Set(layer.Alias ?? "");
            row["op"].Set(layer.Op);
            row["shape"].Set(string.Join('x', layer.Shape));
            row["values"].Format(layer.ValueCount);
            row["parameters"].Format(layer.ParameterCount);
            row["multiply_adds"].Format(layer.MultiplyAddCount);
        }
    }

    private static string Short(long count)
    {
        foreach (var (size, unit) in Units)
        {
            if (count >= size)
                return $"{count / size:F2} {unit}";
        }

        return $"{count}";
    }
}
