using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Holds a backbone, and all that happens to a photo before it, against values that Pillow and PyTorch gave for the same.
/// </summary>
public static class BackboneVerification
{
    /// <summary>
    /// Pushes the golden images that Graft brings along through decoding, resizing and scaling, and through the layers of
    /// the network where there are golden values for it; then, when a folder is named, its tensors through the network.
    /// </summary>
    /// <exception cref="ArgumentException">The tolerance is negative or not finite.</exception>
    /// <exception cref="BackboneException">The network fails, or the folder is not one of reference values for it.</exception>
    /// <exception cref="ImageReadException">A photo of the folder cannot be read.</exception>
    public static VerificationReport Run(BackboneModel model, VerificationOptions? options = null) =>
        Run(model, GoldenDocument.Load(), options ?? new VerificationOptions());

    internal static VerificationReport Run(BackboneModel model, GoldenDocument golden, VerificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!double.IsFinite(options.Tolerance) || options.Tolerance < 0)
            throw new ArgumentException($"The tolerance must be finite and at least 0, got {options.Tolerance}.", nameof(options));

        // First, since it is what may be wrong.
        var reference = options.ReferenceFolder is { } folder ? ReferenceFolder.Open(folder, model) : null;
        var stages = GoldenPixels.Compare(golden).ToList();
        var notes = ImmutableArray.CreateBuilder<string>();
        if (golden.Networks.FirstOrDefault(network => network.Sha256 == model.Sha256) is { } network)
            stages.AddRange(GoldenLayers.Compare(model, network, options));
        else if (reference is null)
            notes.Add($"Layers were not compared: Graft has no golden values for '{model.Name}'. Name a folder of your own with --reference; docs/verify.md says how to make one.");
        if (reference is not null)
        {
            stages.AddRange(ReferenceComparison.Run(model, reference, options));
            if (reference.Preprocessing is null)
                notes.Add($"The tensors of the reference were taken as they are, since '{reference.Path}' has no {ReferenceFolder.PreprocessingName} to make them from photos.");
        }

        return new VerificationReport
        {
            Backbone = model.Name,
            Sha256 = model.Sha256,
            Stages = [.. stages.OrderBy(stage => stage.Stage)],
            Notes = notes.ToImmutable(),
        };
    }
}
