namespace Graft.Tests.Support;

/// <summary>Real photos and networks kept beside the repository, not in it. Tests that need them skip without them.</summary>
internal static class SharedData
{
    /// <summary>The trait that marks such tests.</summary>
    public const string Trait = "SharedData";

    /// <summary>Absolute path of a file or folder below the shared folder; skips the test when it is not there.</summary>
    public static string Path(string relative)
    {
        var root = Environment.GetEnvironmentVariable("GRAFT_SHARED") ?? FindBeside(AppContext.BaseDirectory);
        var path = root is null ? null : System.IO.Path.Combine(root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
            Assert.Skip($"shared/{relative} is not beside the repository.");
        return path;
    }

    private static string? FindBeside(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Graft.slnx")))
            {
                var shared = System.IO.Path.Combine(folder.Parent!.FullName, "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
