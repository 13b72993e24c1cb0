namespace Graft;

/// <summary>How a picture of another shape is brought to the size a backbone takes.</summary>
public enum ResizeMode
{
    /// <summary>Resize to the exact size; the aspect ratio is lost, nothing is cut off.</summary>
    Squash,

    /// <summary>Resize the shorter side, then take the centre.</summary>
    Crop,

    /// <summary>Resize the longer side to fit, then add bars on both sides.</summary>
    Pad,
}
