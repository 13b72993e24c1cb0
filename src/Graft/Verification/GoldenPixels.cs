namespace Graft;

/// <summary>The golden pictures on their way to a network: decoded, resized, as tensors.</summary>
internal static class GoldenPixels
{
    /// <summary>Compares the three stages.</summary>
    public static IEnumerable<VerifiedStage> Compare(GoldenDocument golden)
    {
        var pictures = golden.Decoded.ToDictionary(item => item.Picture, item => Decode(item.Picture));
        return Decoded(golden, pictures).Concat(Resized(golden, pictures)).Concat(Tensors(golden, pictures));
    }

    /// <summary>The picture as Graft reads it.</summary>
    public static RgbImage Decode(string name) => ImageReader.Decode(GoldenDocument.ReadPicture(name), name);

    private static IEnumerable<VerifiedStage> Decoded(GoldenDocument golden, Dictionary<string, RgbImage> pictures)
    {
        foreach (var format in golden.Decoded.GroupBy(item => ImageSignature.Recognise(GoldenDocument.ReadPicture(item.Picture))))
        {
            var comparison = StageComparison.Absolute(VerificationStage.Decode, format.Key.Name(), format.Max(item => item.Tolerance));
            foreach (var item in format)
                comparison.Add(item.Picture, pictures[item.Picture], item.Width, item.Height, GoldenValues.Bytes(item.Pixels));
            yield return comparison.ToResult();
        }
    }

    private static IEnumerable<VerifiedStage> Resized(GoldenDocument golden, Dictionary<string, RgbImage> pictures)
    {
        foreach (var way in golden.Resized.GroupBy(item => (item.Mode, item.Interpolation)))
        {
            var comparison = StageComparison.Absolute(VerificationStage.Resize, NameOf(way.Key.Mode, way.Key.Interpolation));
            foreach (var item in way)
            {
                var preprocessor = new Preprocessor(new Preprocessing
                {
                    Width = item.Width,
                    Height = item.Height,
                    ResizeMode = item.Mode,
                    Interpolation = item.Interpolation,
                });
                comparison.Add(item.Picture, preprocessor.Resize(pictures[item.Picture]), item.Width, item.Height, GoldenValues.Bytes(item.Pixels));
            }

            yield return comparison.ToResult();
        }
    }

    private static IEnumerable<VerifiedStage> Tensors(GoldenDocument golden, Dictionary<string, RgbImage> pictures)
    {
        foreach (var preset in golden.Tensors.GroupBy(item => item.Preset))
        {
            var comparison = StageComparison.Absolute(VerificationStage.Tensor, preset.Key);
            foreach (var item in preset)
            {
                var preprocessing = PreprocessingPreset.Of(item.Preset, item.Width, item.Height);
                var tensor = new float[preprocessing.TensorLength];
                new Preprocessor(preprocessing).Apply(pictures[item.Picture], tensor);
                comparison.Add(item.Picture, tensor, GoldenValues.Singles(item.Values));
            }

            yield return comparison.ToResult();
        }
    }

    // CA1308 is about comparing text; these are names as the command line has them.
#pragma warning disable CA1308
    private static string NameOf(ResizeMode mode, Interpolation interpolation) => $"{mode} {interpolation}".ToLowerInvariant();
#pragma warning restore CA1308
}
