using System.CommandLine;
using Graft.Cli.Commands;

namespace Graft.Tests.Unit;

public sealed class AugmentationArgumentsTests
{
    [Theory]
    [InlineData("", "none")]
    [InlineData("--augment none", "none")]
    [InlineData("--augment strong", "crop-area=0.3 mirror=horizontal rotate=15 color=0.3")]
    [InlineData("--augment strong --crop-area 1 --mirror none --rotate 0 --color 0", "none")]
    [InlineData("--augment light --rotate 30 --zoom 0.2", "crop-area=0.6 mirror=horizontal rotate=30 zoom=0.2")]
    [InlineData("--mirror both --shift 0.1 --hue 0.05", "mirror=both shift=0.1 hue=0.05")]
    [InlineData("--augment flip --mirror vertical --color 1", "mirror=vertical color=1")]
    public void Options_change_the_preset(string arguments, string text)
    {
        var (parsed, augmentation) = Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(text, augmentation.Options(parsed).ToString());
        Assert.Equal(arguments.Split(' ').Where(word => word.StartsWith("--", StringComparison.Ordinal)), augmentation.Given(parsed));
    }

    [Theory]
    [InlineData("--augment heavy", "Option '--augment' must be none, flip, light or strong, got 'heavy'.")]
    [InlineData("--crop-area 0", "Option '--crop-area' must be a number of more than 0 and at most 1, got '0'.")]
    [InlineData("--crop-area half", "Option '--crop-area' must be a number of more than 0 and at most 1, got 'half'.")]
    [InlineData("--mirror left", "Option '--mirror' must be none, horizontal, vertical or both, got 'left'.")]
    [InlineData("--rotate 181", "Option '--rotate' must be a number from 0 to 180, got '181'.")]
    [InlineData("--rotate -1", "Option '--rotate' must be a number from 0 to 180, got '-1'.")]
    [InlineData("--shift 0.51", "Option '--shift' must be a number from 0 to 0.5, got '0.51'.")]
    [InlineData("--zoom 2", "Option '--zoom' must be a number from 0 to 1, got '2'.")]
    [InlineData("--color NaN", "Option '--color' must be a number from 0 to 1, got 'NaN'.")]
    [InlineData("--hue 0,1", "Option '--hue' must be a number from 0 to 0.5, got '0,1'.")]
    public void What_is_out_of_range_is_told_in_one_line(string arguments, string line) =>
        Assert.Equal(line, Assert.Single(Parse(arguments).Parsed.Errors).Message);

    private static (ParseResult Parsed, AugmentationArguments Augmentation) Parse(string arguments)
    {
        var augmentation = new AugmentationArguments();
        var command = new RootCommand();
        augmentation.AddTo(command);
        return (command.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)), augmentation);
    }
}
