using System.Runtime.InteropServices;

namespace Graft.Tests.Unit;

public sealed class GraftFoldersTests
{
    [Theory]
    [InlineData("/home/ada/.cache/graft", "HOME=/home/ada")]
    [InlineData("/var/cache/ada/graft", "HOME=/home/ada", "XDG_CACHE_HOME=/var/cache/ada")]
    [InlineData("/home/ada/.cache/graft", "HOME=/home/ada", "XDG_CACHE_HOME=cache")]
    [InlineData("/home/ada/.cache/graft", "HOME=/home/ada", "XDG_CACHE_HOME=")]
    [InlineData("/var/cache/ada/graft", "XDG_CACHE_HOME=/var/cache/ada")]
    [InlineData("/data/graft", "HOME=/home/ada", "XDG_CACHE_HOME=/var/cache/ada", "GRAFT_HOME=/data/graft")]
    [InlineData("/home/ada/.cache/graft", "HOME=/home/ada", "GRAFT_HOME=")]
    public void Linux_goes_by_the_XDG_base_directory_specification(string folder, params string[] environment) =>
        Assert.Equal(folder, GraftFolders.CacheOf(OSPlatform.Linux, Of(environment)));

    [Theory]
    [InlineData("/Users/ada/Library/Caches/graft", "HOME=/Users/ada", "XDG_CACHE_HOME=/var/cache/ada")]
    [InlineData("/Volumes/data", "HOME=/Users/ada", "GRAFT_HOME=/Volumes/data")]
    public void MacOS_has_a_folder_for_caches(string folder, params string[] environment) =>
        Assert.Equal(folder, GraftFolders.CacheOf(OSPlatform.OSX, Of(environment)));

    [Theory]
    [InlineData(@"C:\Users\ada\AppData\Local\graft", @"LOCALAPPDATA=C:\Users\ada\AppData\Local", "HOME=/home/ada")]
    [InlineData(@"D:\graft", @"LOCALAPPDATA=C:\Users\ada\AppData\Local", @"GRAFT_HOME=D:\graft")]
    public void Windows_has_a_folder_for_what_stays_on_the_machine(string folder, params string[] environment) =>
        Assert.Equal(folder, GraftFolders.CacheOf(OSPlatform.Windows, Of(environment)));

    [Theory]
    [InlineData("Linux", "HOME")]
    [InlineData("OSX", "HOME")]
    [InlineData("Windows", "LOCALAPPDATA")]
    public void An_environment_that_names_no_folder_is_told(string platform, string name) =>
        Assert.Equal(
            $"There is no folder for backbones: neither GRAFT_HOME nor {name} is set. Set GRAFT_HOME to a folder.",
            Assert.Throws<OutputException>(() => GraftFolders.CacheOf(OSPlatform.Create(platform), _ => null)).Message);

    private static Func<string, string?> Of(string[] environment) =>
        name => environment.Select(line => line.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1];
}
