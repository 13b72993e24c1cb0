using Onnx;

namespace Graft;

/// <summary>Finds the file of a backbone, and what is known of it.</summary>
internal static class BackboneFiles
{
    /// <summary>Ends the name of the file beside a model that remembers how the model wants its pictures.</summary>
    private const string PreprocessingEnding = ".preprocessing.json";

    /// <exception cref="BackboneException">There is none of that name, or it is damaged.</exception>
    public static BackboneModel Open(string nameOrPath)
    {
        if (nameOrPath == ResNet18.Name)
            return ResNet18.Open();
        if (LooksLikePath(nameOrPath) || BackboneCatalogue.Find(nameOrPath) is not { } entry)
            return OpenFile(nameOrPath, nameOrPath, defaultLayer: null);
        return BackboneCatalogue.PathOf(entry) is { } path && File.Exists(path)
            ? OpenFile(nameOrPath, path, entry.Layers[0].Name)
            : throw new BackboneException($"The backbone '{nameOrPath}' is not on this machine. 'graft pull {nameOrPath}{(entry.File is { CanBeDownloaded: false } ? " --from FILE" : "")}' brings it.");
    }

    /// <summary>Where the recipe of a model is remembered.</summary>
    public static string PreprocessingPath(string modelPath) => Path.ChangeExtension(modelPath, null) + PreprocessingEnding;

    private static BackboneModel OpenFile(string name, string path, string? defaultLayer)
    {
        if (!File.Exists(path))
        {
            throw new BackboneException(
                LooksLikePath(path) || Directory.Exists(path)
                    ? $"There is no network '{path}'; expected an ONNX file."
                    : $"There is no backbone '{name}'{Near(name)} 'graft backbones' lists those that are known; an ONNX file is given by its path.",
                path);
        }

        return Of(name, path, OnnxFile.Load(path), Remembered(path), defaultLayer);
    }

    /// <summary>A file under another name than its own.</summary>
    /// <exception cref="BackboneException">It is damaged.</exception>
    public static BackboneModel OpenAs(string name, string path) => OpenFile(name, path, null);

    /// <summary>A file that is in memory, with all its weights.</summary>
    public static BackboneModel Read(string name, byte[] file) =>
        Of(name, name, new OnnxFile(ModelProto.Parser.ParseFrom(file), ".", OnnxFile.Hash(file), []), null, null);

    private static BackboneModel Of(string name, string path, OnnxFile file, Preprocessing? remembered, string? defaultLayer)
    {
        if (file.Model.Graph.Node.Any(node => node.Output.Contains(ShapingNodes.Output)))
            throw new BackboneException($"'{path}' was made by 'graft export': a classifier is in it already. Give the network that it was made of.", path);
        try
        {
            var metadata = BackboneMetadata.Read(file.Model);
            var preprocessing = remembered ?? metadata?.Preprocessing;
            var aliases = metadata is null ? LayerAliases.None : new LayerAliases(metadata.Aliases, metadata.Quantization is null ? null : QuantizedGraph.Prefix);
            return new BackboneModel(name, file, preprocessing, metadata?.Flatten ?? TensorLayout.Chw, metadata?.DefaultLayer ?? defaultLayer, aliases, metadata);
        }
        catch (FormatException e)
        {
            throw new BackboneException($"'{path}' is damaged: {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    private static string Near(string name) =>
        NearNames.Of(name, BackboneCatalogue.Entries.Select(entry => entry.Name)) is { Length: > 0 } near ? $"; did you mean '{string.Join("', '", near.Take(3))}'?" : ".";

    private static Preprocessing? Remembered(string modelPath)
    {
        var path = PreprocessingPath(modelPath);
        return File.Exists(path) ? PreprocessingFile.Read(path) : null;
    }

    public static bool LooksLikePath(string text) =>
        text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || text.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal);
}
