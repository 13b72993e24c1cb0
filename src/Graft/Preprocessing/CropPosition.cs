namespace Graft;

/// <summary>Which part of a picture that was resized is cropped out; torchvision's FiveCrop takes all of them.</summary>
internal enum CropPosition
{
    Center,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}
