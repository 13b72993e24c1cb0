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
        Assert.Equal("backbone 'test' here, 'other' there", FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Name = "other", Sha256 = new string('b', 64) } }));
        Assert.Equal("layer 'pool' here, 'other' there", FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Layer = "other" } }));
        Assert.Equal(
            "backbone 'test' with weights aaaaaaaaaaaa here, bbbbbbbbbbbb there",
            FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Sha256 = new string('b', 64) } }));
        Assert.Equal(
            "preprocessing resizeMode 'squash' here, 'crop' there; mean '[0,0,0]' here, '[1,2,3]' there",
            FeatureRecipe.Difference(Recipe, Recipe with { Preprocessing = Recipe.Preprocessing with { ResizeMode = ResizeMode.Crop, Mean = new RgbTriple(1, 2, 3) } }));
        Assert.Equal(
            "features shaped with pool 'none' here, 'gem' there; flip 'False' here, 'True' there",
            FeatureRecipe.Difference(Recipe, Recipe with { Shaping = new FeatureShaping { Pool = FeaturePool.Gem, Flatten = TensorLayout.Chw, Flip = true } }));
    }

    /// <summary>Such as those that were written before anything else could be done.</summary>
    [Fact]
    public void A_file_that_does_not_say_how_its_features_are_shaped_goes_with_plain_ones()
    {
        using var folder = new TempFolder();
        var path = TestFeatures.Write(folder["f.h5"], TestFeatures.Set(2, 3, ["a", "b"]));
        Oracle.PythonText("h5py", "import h5py, sys\nwith h5py.File(sys.argv[1], 'r+') as f: del f.attrs['shaping']", path);

        using var file = FeatureFile.Open(path);

        Assert.Equal(new FeatureShaping { Flatten = TensorLayout.Chw }, file.Recipe!.Shaping);
    }

    /// <summary>The same network may lie elsewhere, or have got a name since.</summary>
    [Fact]
    public void The_name_of_a_backbone_does_not_matter() =>
        Assert.Null(FeatureRecipe.Difference(Recipe, Recipe with { Backbone = Recipe.Backbone with { Name = "models/test.onnx" } }));
}
