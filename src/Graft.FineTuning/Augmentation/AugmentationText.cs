namespace Graft;

/// <summary>Options of augmentation in words, with the names of the command line.</summary>
internal static class AugmentationText
{
    public static string Of(AugmentationOptions options)
    {
        var words = new List<string>();
        Add("crop-area", options.MinimumArea, 1);
        if (options.MinimumArea < 1)
            Add("crop-aspect", options.MaximumAspect, AugmentationOptions.None.MaximumAspect);
        if (options.FlipHorizontal || options.FlipVertical)
            words.Add($"mirror={(options.FlipHorizontal && options.FlipVertical ? "both" : options.FlipHorizontal ? "horizontal" : "vertical")}");
        Add("rotate", options.Rotation, 0);
        Add("shift", options.Shift, 0);
        Add("zoom", options.Zoom, 0);
        if (options.Brightness == options.Contrast && options.Contrast == options.Saturation)
        {
            Add("color", options.Brightness, 0);
        }
        else
        {
            Add("brightness", options.Brightness, 0);
            Add("contrast", options.Contrast, 0);
            Add("saturation", options.Saturation, 0);
        }

        Add("hue", options.Hue, 0);
        return words.Count == 0 ? "none" : string.Join(' ', words);

        void Add(string name, double value, double standard)
        {
            if (value != standard)
                words.Add($"{name}={OptionTexts.Number(value)}");
        }
    }
}
