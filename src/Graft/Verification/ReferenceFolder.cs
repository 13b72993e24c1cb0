using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A folder of reference values for one network: files NET__PHOTO.STAGE.f32, of which NET__PHOTO.in.f32 is what the
/// network was fed, and the others are what it gave. docs/verify.md describes it for users.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="Preprocessing">How photos became tensors; null when the folder does not say it.</param>
/// <param name="Photos">What is there for each photo, in order of their names; at least one.</param>
internal sealed record ReferenceFolder(string Path, Preprocessing? Preprocessing, ImmutableArray<ReferencePhoto> Photos)
{
    /// <summary>The file that says how photos became tensors.</summary>
    public const string PreprocessingName = "preprocessing.json";

    private const string Separator = "__";
    private const string Extension = ".f32";
    private const string InputStage = "in";

    /// <exception cref="BackboneException">It is not such a folder, lacks a file, or holds none of this network.</exception>
    public static ReferenceFolder Open(string path, BackboneModel model)
    {
        var files = List(path);
        var network = NamesOf(model).FirstOrDefault(name => files.Any(file => file.StartsWith(name + Separator, StringComparison.Ordinal)))
            ?? throw NoFiles(path, model, files);
        var preprocessingPath = System.IO.Path.Combine(path, PreprocessingName);
        var preprocessing = File.Exists(preprocessingPath) ? PreprocessingFile.Read(preprocessingPath) : null;
        var photos = files.Where(file => file.StartsWith(network + Separator, StringComparison.Ordinal))
            .Select(file => Split(path, file, network))
            .GroupBy(file => file.Photo, file => file.File, StringComparer.Ordinal)
            .Select(photo => Photo(path, network, photo, preprocessing is not null));
        return new ReferenceFolder(path, preprocessing, [.. photos]);
    }

    /// <summary>What a network may be called in the names of files.</summary>
    private static IEnumerable<string> NamesOf(BackboneModel model)
    {
        var name = System.IO.Path.GetFileName(model.Name);
        return [name, System.IO.Path.GetFileNameWithoutExtension(name)];
    }

    private static string[] List(string path)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path, "*" + Extension).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException($"Cannot read the reference folder '{path}': {(Directory.Exists(path) ? e.Message.TrimEnd('.') : "there is no such folder")}.", path, e);
        }
    }

    private static BackboneException NoFiles(string path, BackboneModel model, string[] files)
    {
        var others = files.Where(file => file.Contains(Separator, StringComparison.Ordinal))
            .Select(file => file[..file.IndexOf(Separator, StringComparison.Ordinal)]).Distinct().ToList();
        var expected = $"'{NamesOf(model).Last()}{Separator}PHOTO.in{Extension}' and others";
        return new BackboneException(others.Count == 0
            ? $"'{path}' is no folder of reference values; expected files {expected}."
            : $"'{path}' has reference values for {string.Join(", ", others.Select(other => $"'{other}'"))}, not for '{model.Name}'; expected files {expected}.", path);
    }

    /// <summary>A photo's name has no dot, so that the names of layers may have some.</summary>
    private static (string Photo, ReferenceFile File) Split(string folder, string file, string network)
    {
        var rest = file[(network.Length + Separator.Length)..^Extension.Length];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        var path = System.IO.Path.Combine(folder, file);
        return dot > 0 && dot < rest.Length - 1
            ? (rest[..dot], new ReferenceFile(path, Uri.UnescapeDataString(rest[(dot + 1)..])))
            : throw new BackboneException($"The name of '{path}' does not say what is in it; expected '{network}{Separator}PHOTO.STAGE{Extension}'.", path);
    }

    private static ReferencePhoto Photo(string folder, string network, IGrouping<string, ReferenceFile> files, bool needsPhoto)
    {
        var prefix = System.IO.Path.Combine(folder, network + Separator + files.Key);
        var input = files.FirstOrDefault(file => file.Stage == InputStage)
            ?? throw new BackboneException($"'{prefix}.{InputStage}{Extension}', the tensor that gave the values beside it, is missing.", folder);
        var layers = files.Where(file => file.Stage != InputStage).ToImmutableArray();
        if (layers.IsEmpty)
            throw new BackboneException($"'{input.Path}' has no values of any layer beside it; expected '{prefix}.feat{Extension}' or others.", folder);
        return new ReferencePhoto(files.Key, input, layers, needsPhoto ? FindImage(folder, files.Key) : null);
    }

    private static string FindImage(string folder, string photo)
    {
        string[] places = [folder, System.IO.Path.Combine(folder, "..", "photos")];
        var options = new EnumerationOptions { IgnoreInaccessible = true };
        return places.Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*", options).Where(file => System.IO.Path.GetFileNameWithoutExtension(file) == photo).Order(StringComparer.Ordinal))
            .FirstOrDefault(ImageSignature.IsImage)
            ?? throw new BackboneException(
                $"The photo '{photo}' is neither in '{folder}' nor in a folder 'photos' beside it. Copy it there, or remove {PreprocessingName} to take the tensors as they are.", folder);
    }
}

/// <summary>The reference values that come from one photo.</summary>
/// <param name="Name">The photo's name, without an extension.</param>
/// <param name="Input">What the network was fed.</param>
/// <param name="Layers">What it gave; at least one.</param>
/// <param name="ImagePath">The photo itself; null when the tensor is taken as it is.</param>
internal sealed record ReferencePhoto(string Name, ReferenceFile Input, ImmutableArray<ReferenceFile> Layers, string? ImagePath);
