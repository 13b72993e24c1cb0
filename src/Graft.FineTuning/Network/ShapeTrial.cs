using static TorchSharp.torch;

namespace Graft;

/// <summary>
/// Runs a network with shapes alone, on PyTorch's device 'meta', before any memory is taken: what does not go together is
/// found there, and what a damaged file would make too large.
/// </summary>
internal static class ShapeTrial
{
    /// <summary>A number of pictures that each number of views of a photo divides.</summary>
    private const int Batch = 20;

    /// <summary>Values of a tensor for one picture: no network makes more, and none makes more than so many times its input.</summary>
    private const long Largest = 1 << 24;
    private const long LargestTimesInput = 256;

    /// <summary>Values of a shape, which is a tensor in memory even here.</summary>
    private const long LargestShape = 4096;

    /// <param name="steps">The network.</param>
    /// <param name="tensors">Its weights and constants, in their places.</param>
    /// <param name="shapes">Shapes of its inputs, without the batch.</param>
    /// <param name="output">Place of its output.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <exception cref="BackboneException">It fails on such inputs, or gives no row for each picture.</exception>
    public static void Run(TorchStep[] steps, Tensor?[] tensors, long[][] shapes, int output, string network)
    {
        using var scope = NewDisposeScope();
        using var without = no_grad();
        var (once, twice) = (Shape(Batch), Shape(2 * Batch));
        if (once.Length != 2 || twice.Length != 2 || once[0] == 0 || twice[0] != 2 * once[0] || twice[1] != once[1])
        {
            throw new BackboneException(
                $"The network '{network}' has no row of features for each picture: {Batch} pictures give [{string.Join(", ", once)}], {2 * Batch} give [{string.Join(", ", twice)}]. "
                + "Export it for any number of pictures, or take another layer.", network);
        }

        long[] Shape(int batch)
        {
            var places = Array.ConvertAll(tensors, tensor => tensor is null || tensor.is_integral() ? tensor : empty(tensor.shape, tensor.dtype, META));
            var type = tensors.FirstOrDefault(tensor => tensor is not null && tensor.is_floating_point())?.dtype ?? ScalarType.Float32;
            for (var i = 0; i < shapes.Length; i++)
                places[i] = empty([batch, .. shapes[i]], type, META);
            var limit = batch * Math.Max(Largest, LargestTimesInput * places.Take(shapes.Length).Sum(input => input!.numel() / batch));
            foreach (var step in steps)
            {
                Try(step, places);
                var (made, count) = (places[step.Output]!, places[step.Output]!.numel());
                if (count > (made.is_integral() ? LargestShape : limit))
                    throw step.Node.Bad($"makes {count / batch:N0} values for each picture; the file is damaged, or the pictures are too large");
            }

            return places[output]!.shape;
        }
    }

    private static void Try(TorchStep step, Tensor?[] places)
    {
        try
        {
            step.RunBlank(places);
        }
        catch (Exception e) when (TorchErrors.IsOfTorch(e))
        {
            throw step.Failed(e);
        }
    }
}
