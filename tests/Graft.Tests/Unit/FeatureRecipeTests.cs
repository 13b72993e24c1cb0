using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FeatureRecipeTests
{
    private static readonly FeatureRecipe Recipe = TestFeatures.Recipe;

    [Fact]
    public void Equal_recipes_have_no_difference() =>
        Assert.Null(Recipe.DifferenceTo(Recipe with { Preprocessing = Recipe.Preprocessing with { } }));

    [Fact]
    public void Only_what_differs_is_told()
    {
        Assert.Equal("backbone 'test' here, 'other' there", Recipe.DifferenceTo(Recipe with { Backbone = Recipe.Backbone with { Name = "other" } }));
        Assert.Equal("layer 'pool' here, 'other' there", Recipe.DifferenceTo(Recipe with { Backbone = Recipe.Backbone with { Layer = "other" } }));
        Assert.Equal(
            "backbone 'test' with weights aaaaaaaaaaaa here, bbbbbbbbbbbb there",
            Recipe.DifferenceTo(Recipe with { Backbone = Recipe.Backbone with { Sha256 = new string('b', 64) } }));
        Assert.Equal(
            "preprocessing resizeMode 'squash' here, 'crop' there; mean '[0,0,0]' here, '[1,2,3]' there",
            Recipe.DifferenceTo(Recipe with { Preprocessing = Recipe.Preprocessing with { ResizeMode = ResizeMode.Crop, Mean = new RgbTriple(1, 2, 3) } }));
    }
}
