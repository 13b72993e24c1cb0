namespace Graft.Tests.Support;

/// <summary>JavaScript of others, in tests/javascript/node_modules, where <c>npm install</c> puts it.</summary>
internal static class NodeModules
{
    /// <summary>A file of a module; skips the test where it was not installed.</summary>
    public static string Path(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Graft.slnx")))
            folder = folder.Parent;
        var path = System.IO.Path.Combine(folder?.FullName ?? "", "tests/javascript/node_modules", file);
        Oracle.Require(File.Exists(path), $"{file} (npm install --prefix tests/javascript)");
        return path;
    }
}
