namespace Graft;

/// <summary>The golden pictures in the network that golden values were made for.</summary>
internal static class GoldenLayers
{
    /// <summary>Compares the network's own resize and tensor, then its layers.</summary>
    public static IEnumerable<VerifiedStage> Compare(BackboneModel model, GoldenNetwork golden, VerificationOptions options)
    {
        var names = golden.Runs[0].Layers.Select(layer => layer.Name);
        using var backbone = model.Cut(new FeatureOptions { Layers = [.. names] }, options.Backbone);
        var preprocessing = backbone.Preprocessing;
        var preprocessor = new Preprocessor(preprocessing);
        var resize = StageComparison.Absolute(VerificationStage.Resize, model.Name);
        var tensors = StageComparison.Absolute(VerificationStage.Tensor, model.Name);
        var layers = backbone.Parts.Select(part => StageComparison.Relative(VerificationStage.Layer, part.Layer, options.Tolerance)).ToArray();
        foreach (var run in golden.Runs)
        {
            var picture = GoldenPixels.Decode(run.Picture);
            resize.Add(run.Picture, preprocessor.Resize(picture), preprocessing.Width, preprocessing.Height, GoldenValues.Bytes(run.Pixels));
            var tensor = new float[preprocessing.TensorLength];
            preprocessor.Apply(picture, tensor);
            tensors.Add(run.Picture, GoldenValues.Sample(tensor), GoldenValues.Singles(run.Tensor));

            var row = new float[backbone.FeatureCount];
            backbone.Extract(tensor, row);
            var start = 0;
            for (var i = 0; i < layers.Length; i++)
            {
                var values = row.AsSpan(start, backbone.Parts[i].Length);
                var expected = GoldenValues.Singles(run.Layers[i].Values);
                layers[i].Add(run.Picture, values.Length == run.Layers[i].Length ? GoldenValues.LayerValues(values) : [], expected);
                start += values.Length;
            }
        }

        return [resize.ToResult(), tensors.ToResult(), .. layers.Select(layer => layer.ToResult())];
    }
}
