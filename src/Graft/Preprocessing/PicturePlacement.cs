namespace Graft;

/// <summary>Where a picture of a given size goes: what is computed of it, and where that lies in the tensor.</summary>
/// <param name="Window">The size to resize to, and the rectangle of it that is used.</param>
/// <param name="Left">Column of the tensor where the rectangle starts.</param>
/// <param name="Top">Row of the tensor where the rectangle starts.</param>
internal readonly record struct PicturePlacement(ResizeWindow Window, int Left, int Top)
{
    /// <summary>The placement for a picture of <paramref name="width"/> x <paramref name="height"/>.</summary>
    public static PicturePlacement Of(Preprocessing preprocessing, int width, int height, CropPosition crop = CropPosition.Center) => preprocessing.ResizeMode switch
    {
        ResizeMode.Crop => Crop(preprocessing, width, height, crop),
        ResizeMode.Pad => Pad(preprocessing, width, height),
        _ => new(ResizeWindow.Whole(preprocessing.Width, preprocessing.Height), 0, 0),
    };

    // torchvision's Resize(int) and CenterCrop: the longer side is rounded down, the offset half to even.
    private static PicturePlacement Crop(Preprocessing preprocessing, int width, int height, CropPosition crop)
    {
        var (cropWidth, cropHeight) = (preprocessing.Width, preprocessing.Height);
        var shorter = preprocessing.ResizeTo > 0 ? preprocessing.ResizeTo : Math.Max(cropWidth, cropHeight);
        // The bound keeps a picture of one row and ten million columns from being an error.
        var longer = (int)Math.Min(int.MaxValue, (long)shorter * Math.Max(width, height) / Math.Min(width, height));
        var (fullWidth, fullHeight) = width <= height ? (shorter, longer) : (longer, shorter);
        var (right, bottom) = (fullWidth - cropWidth, fullHeight - cropHeight);
        var (left, top) = crop switch
        {
            CropPosition.TopLeft => (0, 0),
            CropPosition.TopRight => (right, 0),
            CropPosition.BottomLeft => (0, bottom),
            CropPosition.BottomRight => (right, bottom),
            _ => (Half(right), Half(bottom)),
        };
        return new(new ResizeWindow(fullWidth, fullHeight, left, top, cropWidth, cropHeight), 0, 0);
    }

    // Pillow's ImageOps.pad, division before multiplication; where that would round a side to 0, it is 1.
    private static PicturePlacement Pad(Preprocessing preprocessing, int width, int height)
    {
        var (innerWidth, innerHeight) = (preprocessing.Width, preprocessing.Height);
        var ratio = (double)width / height;
        var targetRatio = (double)innerWidth / innerHeight;
        if (ratio > targetRatio)
            innerHeight = Math.Max(1, (int)Math.Round((double)height / width * innerWidth));
        else if (ratio < targetRatio)
            innerWidth = Math.Max(1, (int)Math.Round(ratio * innerHeight));
        return new(
            ResizeWindow.Whole(innerWidth, innerHeight),
            Half(preprocessing.Width - innerWidth),
            Half(preprocessing.Height - innerHeight));
    }

    // Math.Round, like Python's, takes a half to the even neighbour.
    private static int Half(int length) => (int)Math.Round(length * 0.5);
}
