using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Convolutions and pools of any windows, against ONNX Runtime.</summary>
public class TorchWindowProperties
{
    private const double Tolerance = 5e-6;

    private static readonly string[] Operators = ["Conv", "MaxPool", "AveragePool"];
    private static readonly string[] AutoPads = ["NOTSET", "NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"];

    [Fact]
    public void Windows_lie_where_ONNX_has_them()
    {
        Torch.Require();
        Prop.ForAll(Cases().Where(IsSound).ToArbitrary(), Holds).Holds(150);
    }

    private static Gen<Case> Cases() =>
        from op in Gen.Elements(Operators)
        from autoPad in Gen.Elements(AutoPads)
        from height in Gen.Choose(1, 12)
        from width in Gen.Choose(1, 12)
        from kernel in Gen.Choose(1, 4).ArrayOf(2)
        from strides in Gen.Choose(1, 3).ArrayOf(2)
            // ONNX Runtime knows no dilated windows of automatic padding.
        from dilations in Gen.Choose(1, op == "AveragePool" || autoPad[0] == 'S' ? 1 : 3).ArrayOf(2)
        from pads in Gen.Choose(0, 3).ArrayOf(4)
        from roundsUp in Gen.Choose(0, 1)
        from counts in Gen.Choose(0, 1)
        select new Case(op, autoPad, height, width, Long(kernel), Long(strides), Long(dilations), [.. pads.Select((pad, i) => (long)Math.Min(pad, kernel[i % 2] - 1))], roundsUp, counts);

    /// <summary>
    /// Windows that lie on the map, and see some of it. Of automatic padding they leave out nothing, or ONNX Runtime finds
    /// a negative one.
    /// </summary>
    private static bool IsSound(Case windows) => Enumerable.Range(0, 2).All(axis =>
    {
        var (length, reach) = (new[] { windows.Height, windows.Width }[axis], (windows.Kernel[axis] - 1) * windows.Dilations[axis]);
        return windows.Dilations[axis] <= length && windows.AutoPad switch
        {
            "NOTSET" => reach < length + windows.Pads[axis] + windows.Pads[axis + 2],
            "VALID" => reach < length,
            _ => windows.Strides[axis] <= windows.Kernel[axis],
        };
    });

    private static bool Holds(Case windows)
    {
        var (op, autoPad, height, width, kernel, strides, dilations, pads, roundsUp, counts) = windows;
        var network = new TestNetwork([0, 4, height, width]).Weights("w", 6, 2, kernel[0], kernel[1]);
        List<(string, object)> attributes = [("strides", strides), ("auto_pad", autoPad), ("kernel_shape", kernel)];
        if (op != "AveragePool")
            attributes.Add(("dilations", dilations));
        if (autoPad == "NOTSET")
            attributes.Add(("pads", pads));
        if (op == "Conv")
            attributes.Add(("group", 2));
        else
            attributes.Add(("ceil_mode", roundsUp));
        if (op == "AveragePool")
            attributes.Add(("count_include_pad", counts));
        network.Node(op, "y", op == "Conv" ? ["x", "w"] : ["x"], [.. attributes]).Node("Flatten", "rows", ["y"]).Output("rows");
        long[] shape = [2, 4, height, width];
        var values = TorchRun.Values(shape);

        Network.AssertClose(TorchRun.Onnx(network.Model, values, shape), TorchRun.Torch(network.Model, values, shape), Tolerance, windows.ToString());
        return true;
    }

    private static long[] Long(int[] values) => Array.ConvertAll(values, value => (long)value);

    private sealed record Case(string Op, string AutoPad, int Height, int Width, long[] Kernel, long[] Strides, long[] Dilations, long[] Pads, int RoundsUp, int CountsPads)
    {
        public override string ToString() =>
            $"{Op} {AutoPad} of {Height} x {Width}, kernel {List(Kernel)}, strides {List(Strides)}, dilations {List(Dilations)}, pads {List(Pads)}, ceil_mode {RoundsUp}, count_include_pad {CountsPads}";

        private static string List(long[] values) => string.Join(' ', values);
    }
}
