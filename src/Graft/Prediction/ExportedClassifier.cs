using System.Collections.Immutable;

namespace Graft;

/// <summary>What a file that <see cref="ClassifierExport"/> made says of itself. <see cref="ImageClassifier.Load"/> runs it.</summary>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Recipe">The network in it, and how it wants its pictures.</param>
/// <param name="Record">How the classifier came about.</param>
/// <param name="TakesPixels">Whether it takes pixels of any size, uint8 [N, height, width, 3]; else tensors as <see cref="Preprocessing"/> describes them.</param>
public sealed record ExportedClassifier(ImmutableArray<string> LabelNames, FeatureRecipe Recipe, TrainingRecord Record, bool TakesPixels)
{
    /// <summary>Reads it.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <returns>Null when the file is another ONNX file than an exported one.</returns>
    /// <exception cref="ClassifierFileException">The file is missing, damaged, or no ONNX file.</exception>
    public static ExportedClassifier? Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = ClassifierFile.Parse(path);
        if (!WholeFile.Is(model))
            return null;
        var file = WholeFile.Read(model, path);
        return new ExportedClassifier(file.LabelNames, file.Recipe, file.Record, file.TakesPixels);
    }
}
