using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FeatureRecipeTests
{
    private static readonly FeatureRecipe Recipe = TestFeatures.Recipe;

    [Fact]
    public void Equal_recipes_have_no_difference() =>
        Assert.Null(FeatureRecipe.Difference(Recipe, Recipe with { Preprocessing = Recipe.Preprocessing with { } }));

    [Fact]
    public void A_recipe_that_nobody_knows_goes_only_with_another_such()
    {
        Assert.Null(FeatureRecipe.Difference(null, null));
        Assert.Equal("backbone 'test' here, none is known there", FeatureRecipe.Difference(Recipe, null));
        Assert.Equal("no backbone is known here, 'test' there", FeatureRecipe.Difference(null, Recipe));
    }

    [Fact]
    public void Only_what_differs_is_told()
    {
        Assert.Equal("backbone 'test' here, 'other' there", FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Name = "other" } }));
        Assert.Equal("layer 'pool' here, 'other' there", FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Layer = "other" } }));
        Assert.Equal(
            "backbone 'test' with weights aaaaaaaaaaaa here, bbbbbbbbbbbb there",
            FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Sha256 = new string('b', 64) } }));
        Assert.Equal(
            "preprocessing resizeMode 'squash' here, 'crop' there; mean '[0,0,0]' here, '[1,2,3]' there",
            FeatureRecipe.Difference(Recipe, Recipe with { Preprocessing = Recipe.Preprocessing with { ResizeMode = ResizeMode.Crop, Mean = new RgbTriple(1, 2, 3) } }));
    }
}
