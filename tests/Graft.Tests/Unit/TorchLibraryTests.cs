using Graft.Tests.Support;
using TorchSharp;

namespace Graft.Tests.Unit;

public class TorchLibraryTests
{
    [Fact]
    public void Torch_computes_here()
    {
        Torch.Require();

        using var sum = torch.ones(3).sum();

        Assert.Equal(3f, sum.item<float>());
    }
}
