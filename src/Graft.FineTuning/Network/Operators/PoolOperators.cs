using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>MaxPool, AveragePool and their global forms.</summary>
internal static class PoolOperators
{
    private static readonly long[][] SpatialAxes = [[], [], [], [2], [2, 3], [2, 3, 4]];

    public static Operator Max(OperatorNode node)
    {
        var (window, kernel) = Read(node);
        return Operator.Of(map =>
        {
            var (height, width) = window.Place(map, kernel);
            if (IsNative(height, width, kernel))
                return nn.functional.max_pool2d(map, kernel, window.Strides, [height.Begin, width.Begin], window.Dilations);
            using var padded = window.Pad(map, height, width, double.NegativeInfinity);
            return nn.functional.max_pool2d(padded, kernel, window.Strides, [0, 0], window.Dilations);
        }) with
        {
            IsOverwritable = true,
        };
    }

    public static Operator Average(OperatorNode node)
    {
        var (window, kernel) = Read(node);
        if (window.Dilations.Any(step => step != 1))
            throw node.Bad("has dilations, with which Graft does not average");
        var countsPads = node.Int("count_include_pad", 0) != 0;
        return Operator.Of(map =>
        {
            var (height, width) = window.Place(map, kernel);
            if (IsNative(height, width, kernel) && (!countsPads || (height.Begin == height.DeclaredEnd && width.Begin == width.DeclaredEnd)))
                return nn.functional.avg_pool2d(map, kernel, window.Strides, [height.Begin, width.Begin], count_include_pad: countsPads);
            using var padded = window.Pad(map, height, width, 0);
            using var sums = Sum(padded);
            using var ones = Counted(map, height, width);
            using var counts = Sum(ones);
            return sums / counts;
        });

        Tensor Sum(Tensor map) => nn.functional.avg_pool2d(map, kernel, window.Strides, divisor_override: 1);

        // 1 where a place counts, 0 elsewhere.
        Tensor Counted(Tensor map, WindowSide height, WindowSide width)
        {
            using var ones = torch.ones([1, 1, height.Length, width.Length], map.dtype, map.device);
            if (!countsPads)
                return window.Pad(ones, height, width, 0);
            var (below, right) = (Math.Min(height.End, height.DeclaredEnd), Math.Min(width.End, width.DeclaredEnd));
            using var declared = nn.functional.pad(ones, (width.Begin, right, height.Begin, below), PaddingModes.Constant, 1);
            return nn.functional.pad(declared, (0, width.End - right, 0, height.End - below), PaddingModes.Constant, 0);
        }
    }

    public static Operator GlobalAverage(OperatorNode node) => Operator.Of(map => map.mean(Spatial(map, node), keepdim: true));

    public static Operator GlobalMax(OperatorNode node) => Operator.Of(map => map.amax(Spatial(map, node), keepdim: true));

    private static long[] Spatial(Tensor map, OperatorNode node) =>
        map.ndim is >= 3 and <= 5 and var rank ? SpatialAxes[rank] : throw node.Bad($"takes a tensor of {map.ndim} axes; expected N x channels x sides");

    private static (SlidingWindow Window, long[] Kernel) Read(OperatorNode node)
    {
        var window = new SlidingWindow(node, isPool: true);
        var kernel = node.Ints("kernel_shape") is null ? throw node.Bad("has no kernel_shape") : node.Sides("kernel_shape", 1, 1);
        return (window, kernel);
    }

    /// <summary>PyTorch pads by half a window at most.</summary>
    private static bool IsNative(WindowSide height, WindowSide width, long[] kernel) =>
        height.IsSymmetric && width.IsSymmetric && height.Begin * 2 <= kernel[0] && width.Begin * 2 <= kernel[1];
}
