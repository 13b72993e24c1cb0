namespace Graft;

/// <summary>
/// From the tensor at a layer to a feature row: views of the photo, pooling, order of the values, normalisation. Of
/// several layers each is shaped by itself. Each property has a default that changes nothing.
/// </summary>
public sealed record FeatureShaping
{
    /// <summary>
    /// Applied to maps (C x H x W) and to sequences of tokens (T x D, over T); vectors are left as they are.
    /// </summary>
    public FeaturePool Pool { get; init; }

    /// <summary>Applied last, after the mean over the views.</summary>
    public FeatureNormalization Normalize { get; init; }

    /// <summary>
    /// Order of a map's values in the row; null stands for the network's own. Keras flattens height, width, channel;
    /// PyTorch and ONNX channel, height, width.
    /// </summary>
    public TensorLayout? Flatten { get; init; }

    /// <summary>Whether the photo is also seen in a mirror, and the features are the mean over both.</summary>
    public bool Flip { get; init; }

    /// <summary>
    /// 1 for the crop in the centre; 5 for the mean over the four corners and the centre. Where the recipe leaves no room
    /// for that (<see cref="Preprocessing.ResizeTo"/> 0), the shorter side is resized to 8/7 of the crop.
    /// </summary>
    public int Crops { get; init; } = 1;

    /// <summary>Tensors that one photo becomes: crops, and twice as many with <see cref="Flip"/>.</summary>
    public int ViewCount => Crops * (Flip ? 2 : 1);

    /// <summary>The parts of a picture that are taken, in order.</summary>
    internal CropPosition[] CropPositions => Crops == 1
        ? [CropPosition.Center]
        : [CropPosition.TopLeft, CropPosition.TopRight, CropPosition.BottomLeft, CropPosition.BottomRight, CropPosition.Center];

    /// <summary>One line of JSON with all properties in a fixed order.</summary>
    public string ToJson() => FeatureShapingJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> writes. What is unknown or doubled is refused, what is missing has its default.</summary>
    /// <exception cref="FormatException"><paramref name="json"/> is not such a text; the message is one line.</exception>
    public static FeatureShaping FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FeatureShapingJson.Read(json);
    }

    /// <summary>What files mean that say nothing: they were written when nothing else could be done.</summary>
    internal static FeatureShaping Unsaid { get; } = new() { Flatten = TensorLayout.Chw };

    /// <summary>The first rule that is broken, as a sentence; null when none is.</summary>
    internal string? FindProblem(Preprocessing preprocessing)
    {
        if (!Enum.IsDefined(Pool) || !Enum.IsDefined(Normalize) || (Flatten is { } order && !Enum.IsDefined(order)))
            return "An enum has no such value.";
        if (Crops is not (1 or 5))
            return $"Crops must be 1 or 5, got {Crops}.";
        return Crops == 5 && preprocessing.ResizeMode != ResizeMode.Crop
            ? $"Five crops need photos that are cropped; the preprocessing fits them by '{preprocessing.ResizeMode.ToString().ToLowerInvariant()}'."
            : null;
    }
}
