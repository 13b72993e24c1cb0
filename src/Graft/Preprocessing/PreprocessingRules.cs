namespace Graft;

/// <summary>What a <see cref="Preprocessing"/> must satisfy to be carried out.</summary>
internal static class PreprocessingRules
{
    // Beyond this no array could hold the tensor.
    private const long LargestTensor = int.MaxValue;

    /// <summary>The first rule that is broken, as a sentence; null when none is.</summary>
    public static string? FindProblem(Preprocessing preprocessing)
    {
        var p = preprocessing;
        if (p.Width < 1 || p.Height < 1)
            return $"Width and height must be at least 1, got {p.Width} x {p.Height}.";
        if (3L * p.Width * p.Height > LargestTensor)
            return $"A tensor of 3 x {p.Height} x {p.Width} values is too large.";
        if (FindUndefined(p) is { } undefined)
            return undefined;
        if (p.ResizeTo < 0)
            return $"ResizeTo must be at least 0, got {p.ResizeTo}.";
        if (p.ResizeMode == ResizeMode.Crop && p.ResizeTo != 0 && p.ResizeTo < Math.Max(p.Width, p.Height))
            return $"ResizeTo must be 0 or at least the longer side of the crop {p.Width} x {p.Height}, got {p.ResizeTo}.";
        if (!float.IsFinite(p.Divisor) || p.Divisor == 0)
            return FormattableString.Invariant($"Divisor must be finite and not 0, got {p.Divisor}.");
        if (!AreFinite(p.Mean))
            return $"Mean must be finite, got {Text(p.Mean)}.";
        if (!AreFinite(p.Std) || p.Std.Red == 0 || p.Std.Green == 0 || p.Std.Blue == 0)
            return $"Std must be finite and not 0, got {Text(p.Std)}.";
        return null;
    }

    private static string? FindUndefined(Preprocessing p)
    {
        if (!Enum.IsDefined(p.ResizeMode))
            return $"ResizeMode has no value {(int)p.ResizeMode}.";
        if (!Enum.IsDefined(p.Interpolation))
            return $"Interpolation has no value {(int)p.Interpolation}.";
        if (!Enum.IsDefined(p.ChannelOrder))
            return $"ChannelOrder has no value {(int)p.ChannelOrder}.";
        if (!Enum.IsDefined(p.Layout))
            return $"Layout has no value {(int)p.Layout}.";
        return null;
    }

    private static bool AreFinite(RgbTriple triple) =>
        float.IsFinite(triple.Red) && float.IsFinite(triple.Green) && float.IsFinite(triple.Blue);

    private static string Text(RgbTriple triple) =>
        FormattableString.Invariant($"({triple.Red}, {triple.Green}, {triple.Blue})");
}
