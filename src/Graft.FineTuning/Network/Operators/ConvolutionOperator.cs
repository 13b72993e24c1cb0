using static TorchSharp.torch;

namespace Graft;

/// <summary>Conv, over two sides.</summary>
internal static class ConvolutionOperator
{
    public static Operator Of(OperatorNode node)
    {
        var count = node.CountTensors(2, 3);
        var window = new SlidingWindow(node, isPool: false);
        var groups = node.Int("group", 1);
        if (groups is < 1 or > int.MaxValue)
            throw node.Bad($"has {groups} groups");
        var kernelShape = node.Ints("kernel_shape");
        return new Operator(count, Run, Blank) { IsOverwritable = true };

        Tensor Run(Tensor[] inputs, ForwardMode mode)
        {
            var (map, filters) = (inputs[0], inputs[1]);
            var bias = count > 2 ? inputs[2] : null;
            var (height, width) = window.Place(map, filters.shape[2..]);
            if (height.IsSymmetric && width.IsSymmetric)
                return nn.functional.conv2d(map, filters, bias, window.Strides, [height.Begin, width.Begin], window.Dilations, groups);
            using var padded = window.Pad(map, height, width, 0);
            return nn.functional.conv2d(padded, filters, bias, window.Strides, [0, 0], window.Dilations, groups);
        }

        Tensor Blank(Tensor[] inputs, ForwardMode mode)
        {
            var (map, filters) = (inputs[0].shape, inputs[1].shape);
            if (filters.Length != 4 || filters.Contains(0) || (kernelShape is not null && !filters.AsSpan(2).SequenceEqual(kernelShape)))
                throw node.Bad($"has filters of shape [{string.Join(", ", filters)}]{(kernelShape is null ? "" : $" and kernel_shape [{string.Join(", ", kernelShape)}]")}; expected filters x channels x height x width");
            var (height, width) = window.Place(inputs[0], filters[2..]);
            if (map[1] != filters[1] * groups || filters[0] % groups != 0)
                throw node.Bad($"has filters of shape [{string.Join(", ", filters)}] in {groups} groups, and takes {map[1]} channels");
            if (count > 2 && !inputs[2].shape.SequenceEqual([filters[0]]))
                throw node.Bad($"has {filters[0]} filters and a bias of shape [{string.Join(", ", inputs[2].shape)}]");
            if (!height.IsSymmetric || !width.IsSymmetric)
                window.Pad(inputs[0], height, width, 0).Dispose();
            return empty([map[0], filters[0], height.Count, width.Count], inputs[0].dtype, META);
        }
    }
}
