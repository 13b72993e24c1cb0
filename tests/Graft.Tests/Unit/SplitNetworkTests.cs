using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class SplitNetworkTests : IDisposable
{
    private static readonly FeatureOptions Features = TuningCase.ByHeart.Features!;

    private readonly TuningCase _case = new();

    public void Dispose() => _case.Dispose();

    [Theory]
    [InlineData(null, "conv2", "pool1")]
    [InlineData("conv2", "conv2", "pool1")]
    // An activation goes with the convolution before it.
    [InlineData("relu1", "relu1", "x")]
    [InlineData("node_conv1", "node_conv1", "x")]
    // In front of the second convolution of a residual block two tensors go across.
    [InlineData("conv3", "conv3", "relu2")]
    [InlineData("sum", "sum", "relu2 conv3")]
    [InlineData("none", "none", "graft/features")]
    public void Is_parted_in_front_of_a_layer(string? unfreezeFrom, string name, string boundary)
    {
        var split = BackboneModel.Open(_case.NetworkPath).Split(Features, unfreezeFrom);

        Assert.Equal(name, split.UnfreezeFrom);
        Assert.Equal(boundary, string.Join(' ', split.Boundary.Select(tensor => tensor.Name)));
    }

    [Theory]
    [InlineData("layer4", "layer4", "ReLU347_Output_0")]
    [InlineData(null, "layer4", "ReLU347_Output_0")]
    [InlineData("layer4.1", "layer4.1", "ReLU365_Output_0")]
    [InlineData("layer3", "layer3", "ReLU315_Output_0")]
    [InlineData("avgpool", "avgpool", "ReLU393_Output_0")]
    public void ResNet18_is_parted_by_torchvisions_names(string? unfreezeFrom, string name, string boundary)
    {
        var split = BackboneModel.Open("resnet18").Split(new FeatureOptions(), unfreezeFrom);

        Assert.Equal(boundary, Assert.Single(split.Boundary).Name);
        Assert.Equal(name, split.UnfreezeFrom);
    }

    [Fact]
    public void The_two_parts_together_are_the_whole()
    {
        foreach (var from in new[] { "conv2", "conv3", "sum", "relu1" })
        {
            var split = BackboneModel.Open(_case.NetworkPath).Split(Features, from);
            var inner = split.Moving().Graph.Node.Select(node => node.Output[0]).ToList();
            using var whole = new OnnxBackbone(split.Whole with { Model = split.Copy() }, new BackboneOptions(), optimized: false);
            using var frozen = new OnnxBackbone(split.Frozen(withFeatures: true), new BackboneOptions(), optimized: false);
            var picture = new float[3 * TuningCase.Side * TuningCase.Side];
            for (var i = 0; i < picture.Length; i++)
                picture[i] = (float)Math.Sin(i);
            var (features, row) = (new float[whole.FeatureCount], new float[frozen.FeatureCount]);

            whole.Extract(picture, features);
            frozen.Extract(picture, row);

            Assert.Equal(features, row[^features.Length..]);
            Assert.Equal(split.Boundary.Sum(tensor => tensor.Length) + features.Length, row.Length);
            Assert.DoesNotContain(inner, split.Boundary.Select(tensor => tensor.Name).Contains);
        }
    }

    [Theory]
    [InlineData("conv9", "has no layer 'conv9'; did you mean 'conv")]
    [InlineData("", "has no layer ''")]
    public void Another_name_is_refused(string name, string message) =>
        Assert.Contains(message, Assert.Throws<BackboneException>(() => BackboneModel.Open(_case.NetworkPath).Split(Features, name)).Message);

    [Fact]
    public void A_layer_behind_the_features_is_refused()
    {
        var model = BackboneModel.Open(_case.NetworkPath);

        Assert.Contains("behind the one", Assert.Throws<BackboneException>(() => model.Split(Features with { Layers = ["pool1"] }, "conv2")).Message);
    }
}
