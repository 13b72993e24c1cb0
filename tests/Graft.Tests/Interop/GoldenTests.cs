using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>The golden values are those that Pillow, numpy and PyTorch give: nobody can edit them by hand.</summary>
public sealed class GoldenTests : IDisposable
{
    private const string Script = "tools/golden/make_golden.py";
    private const string Golden = "src/Graft/Verification/Golden";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_script_makes_the_values_that_are_stored() => Assert.Equal("as stored\n", Check(Documents.PathOf("")));

    [Theory]
    [InlineData("\"Pooling395_Output_0\"", "\"Pooling395_Output_1\"")]
    [InlineData("\"tolerance\": 0", "\"tolerance\": 1")]
    public void The_script_sees_what_was_edited(string old, string edited)
    {
        Copy("tools/golden");
        Copy(Golden);
        var path = _folder[$"{Golden}/golden.json"];
        var text = File.ReadAllText(path);
        Assert.Contains(old, text);
        File.WriteAllText(path, text.Replace(old, edited, StringComparison.Ordinal));

        Assert.StartsWith("golden.json: ", Check(_folder.Path));
    }

    /// <summary>What the script says about the golden values below a folder.</summary>
    private static string Check(string root) => Oracle.PythonText(
        "PIL, onnx, torch",
        """
        import os, runpy, sys
        sys.dont_write_bytecode = True
        script, sys.argv = sys.argv[1], sys.argv[1:]
        sys.path.insert(0, os.path.dirname(script))
        try:
            runpy.run_path(script, run_name='__main__')
            print('as stored')
        except SystemExit as difference:
            print(difference)
        """,
        Path.Combine(root, Script), Path.GetDirectoryName(ResNet18.NetworkPath)!, "--check");

    private void Copy(string relative)
    {
        foreach (var file in Directory.GetFiles(Documents.PathOf(relative)))
            File.Copy(file, _folder[$"{relative}/{Path.GetFileName(file)}"]);
    }
}
