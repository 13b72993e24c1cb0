using System.Collections.Immutable;

namespace Graft;

/// <summary>Holds a network against a folder of reference values.</summary>
internal static class ReferenceComparison
{
    /// <exception cref="BackboneException">A file is not what the network needs, or the network fails.</exception>
    /// <exception cref="ImageReadException">A photo cannot be read.</exception>
    public static IEnumerable<VerifiedStage> Run(BackboneModel model, ReferenceFolder reference, VerificationOptions options)
    {
        var preprocessing = PreprocessingOf(model, reference);
        var inputOwner = $"the input of '{model.Name}'";
        // Before the network is made to run on pictures of a size that only the folder says.
        foreach (var photo in reference.Photos)
            photo.Input.CheckLength(preprocessing.TensorLength, inputOwner);
        var layers = LayersOf(model, reference, preprocessing);
        var names = layers.Values.Distinct().ToImmutableArray();
        using var backbone = model.Cut(new FeatureOptions { Layers = names, Preprocessing = preprocessing }, options.Backbone);
        var tensors = StageComparison.Relative(VerificationStage.Tensor, ReferenceFolder.PreprocessingName, options.Tolerance);
        var comparisons = backbone.Parts.Select(part => StageComparison.Relative(VerificationStage.Layer, part.Layer, options.Tolerance)).ToArray();
        foreach (var photo in reference.Photos)
        {
            var input = photo.Input.Read(preprocessing.TensorLength, inputOwner);
            if (photo.ImagePath is { } image)
                tensors.Add(photo.Name, TensorOf(image, preprocessing), input);
            var row = new float[backbone.FeatureCount];
            backbone.Extract(input, row);
            foreach (var file in photo.Layers)
            {
                var part = names.IndexOf(layers[file.Stage]);
                var start = backbone.Parts.Take(part).Sum(before => before.Length);
                var values = row.AsSpan(start, backbone.Parts[part].Length);
                comparisons[part].Add(photo.Name, values, file.Read(values.Length, $"layer '{names[part]}' of '{model.Name}'"));
            }
        }

        var results = comparisons.Select(comparison => comparison.ToResult());
        return [.. reference.Preprocessing is null ? results : results.Prepend(tensors.ToResult())];
    }

    /// <summary>Without photos, only the size of the tensor counts.</summary>
    private static Preprocessing PreprocessingOf(BackboneModel model, ReferenceFolder reference) =>
        reference.Preprocessing ?? model.Preprocessing ?? (model.InputWidth is { } width && model.InputHeight is { } height
            ? new Preprocessing { Width = width, Height = height, Layout = model.InputLayout }
            : throw new BackboneException($"'{model.Name}' takes pictures of any size; say in '{Path.Combine(reference.Path, ReferenceFolder.PreprocessingName)}' which.", model.Name));

    /// <summary>The layer that each stage in the names of files stands for.</summary>
    private static Dictionary<string, string> LayersOf(BackboneModel model, ReferenceFolder reference, Preprocessing preprocessing)
    {
        var known = model.FindLayers(preprocessing);
        return reference.Photos.SelectMany(photo => photo.Layers).Select(file => file.Stage).Distinct().ToDictionary(stage => stage, LayerOf);

        string LayerOf(string stage) => stage switch
        {
            "feat" => Named("features")?.Name ?? model.DefaultLayer,
            "prob" => (Named("prob") ?? known.LastOrDefault(layer => layer.Op == "Softmax"))?.Name
                ?? throw new BackboneException($"'{reference.Path}' has probabilities ('.prob.f32'), but '{model.Name}' ends before its classifier.", reference.Path),
            _ => (known.FirstOrDefault(layer => layer.Name == stage) ?? known.FirstOrDefault(layer => layer.Node == stage || layer.Alias == stage))?.Name
                ?? throw new BackboneException($"'{reference.Path}' has values of a layer '{stage}', which '{model.Name}' does not have. 'graft layers' lists those it has.", reference.Path),
        };

        BackboneLayer? Named(string name) => known.FirstOrDefault(layer => layer.Name == name);
    }

    private static float[] TensorOf(string image, Preprocessing preprocessing)
    {
        var picture = ImageReader.Read(image, new ImageReaderOptions { AlphaBackground = preprocessing.AlphaBackground });
        var tensor = new float[preprocessing.TensorLength];
        new Preprocessor(preprocessing).Apply(picture, tensor);
        return tensor;
    }
}
