namespace Graft.Tests.Unit;

public sealed class BackboneCatalogueTests
{
    [Fact]
    public void It_has_what_the_field_uses() =>
        Assert.Equal(
            ["resnet18", "vgg16", "vgg19", "resnet50", "mobilenetv2", "squeezenet1.1", "efficientnet-lite4", "dinov2-small"],
            BackboneCatalogue.Entries.Select(entry => entry.Name));

    [Fact]
    public void Every_file_is_offered_over_HTTPS_and_known_by_a_checksum() =>
        Assert.All(BackboneCatalogue.Entries.Where(entry => entry.File is not null), entry =>
        {
            var file = entry.File!;
            Assert.Equal("https", file.Address.Scheme);
            Assert.True(file.Sha256 is null || IsHexadecimal(file.Sha256, 64), file.Sha256);
            Assert.True(file.Md5 is null || IsHexadecimal(file.Md5, 32), file.Md5);
            Assert.False(file is { Sha256: null, Md5: null });
            Assert.NotEmpty(file.ConfirmedBy);
            Assert.Equal(file.Length, entry.Length);
            Assert.Equal(Path.GetFileName(file.Name), file.Name);
            // A network of somebody else says nothing of its recipe; weights of Keras become one of ours, which does.
            Assert.True(entry.Preprocessing is null != entry.Architecture is null);
        });

    [Fact]
    public void A_recipe_has_the_size_that_is_listed() =>
        Assert.All(BackboneCatalogue.Entries, entry =>
        {
            if (entry.Preprocessing is { } recipe)
                Assert.Equal((entry.Width, entry.Height, 256), (recipe.Width, recipe.Height, recipe.ResizeTo));
        });

    [Fact]
    public void The_layers_of_the_one_that_is_part_of_Graft_are_there_and_the_first_is_the_one_it_takes()
    {
        var model = BackboneModel.Open("resnet18");
        var layers = BackboneCatalogue.Get("resnet18").Layers;

        foreach (var layer in layers)
        {
            using var backbone = model.Cut(new FeatureOptions { Layers = [layer.Name] });
            Assert.Equal(layer.FeatureCount, backbone.FeatureCount);
        }

        using var standard = model.Cut(new FeatureOptions { Layers = [layers[0].Name] });
        Assert.Equal(model.DefaultLayer, standard.Identity.Layer);
    }

    [Theory]
    [InlineData("vgg", "Near it are 'vgg16', 'vgg19'; ")]
    [InlineData("vgg61", "Near it are 'vgg16', 'vgg19'; ")]
    [InlineData("VGG16", "Near it are 'vgg16', 'vgg19'; ")]
    [InlineData("resnet-50", "Near it are 'resnet50', 'resnet18'; ")]
    [InlineData("squeezenet", "Near it is 'squeezenet1.1'; ")]
    [InlineData("alexnet", "")]
    public void An_unknown_name_is_told_with_those_near_to_it(string name, string near) =>
        Assert.Equal(
            $"There is no backbone '{name}' in the catalogue. {near}'graft backbones' lists all.",
            Assert.Throws<BackboneException>(() => BackboneCatalogue.Get(name)).Message);

    private static bool IsHexadecimal(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);
}
