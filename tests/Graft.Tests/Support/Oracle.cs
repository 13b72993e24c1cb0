using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Graft.Tests.Support;

/// <summary>
/// Programs that we did not write and hold ourselves against. A test that needs one which is not installed is skipped,
/// or fails where GRAFT_REQUIRE_ORACLES is set, as in CI.
/// </summary>
internal static class Oracle
{
    /// <summary>Runs a Python script with arguments and reads the JSON it prints.</summary>
    public static JsonElement Python(string module, string script, params string[] arguments) =>
        JsonDocument.Parse(PythonText(module, script, arguments)).RootElement;

    /// <summary>Runs a Python script that needs <paramref name="module"/> and returns what it prints.</summary>
    public static string PythonText(string module, string script, params string[] arguments) =>
        Python(module).Run(script, null, arguments);

    /// <summary>Runs a Python script that lies beside the tests, with its modules.</summary>
    public static string PythonFile(string module, string script, params string[] arguments) =>
        PythonScript(module, Path.Combine(AppContext.BaseDirectory, script), arguments);

    /// <summary>Runs a Python script anywhere.</summary>
    public static string PythonScript(string module, string path, params string[] arguments) =>
        Python(module).Run(null, path, arguments);

    /// <summary>Runs a script in Node that imports a package of npm's, and reads the JSON it prints.</summary>
    /// <param name="package">Its name; it is installed in tests/javascript.</param>
    /// <param name="folder">The folder of the script: that one, or one that is lent its packages.</param>
    /// <param name="script">File name of the script.</param>
    /// <param name="arguments">What it is given.</param>
    public static JsonElement JavaScript(string package, string folder, string script, params string[] arguments)
    {
        var packages = Path.Combine(JavaScriptFolder, "node_modules");
        if (Start("node", ["--version"]).ExitCode != 0)
            Missing("Node");
        if (!Directory.Exists(Path.Combine(packages, package)))
            Missing($"npm's {package} ('npm install --prefix tests/javascript --no-package-lock')");
        // Node looks for packages beside the script that imports them.
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), packages);
        return JsonDocument.Parse(Run("node", [Path.Combine(folder, script), .. arguments])).RootElement;
    }

    /// <summary>The scripts of ours that Node runs.</summary>
    public static string JavaScriptFolder { get; } = Documents.PathOf("tests/javascript");

    /// <summary>Runs a program and returns its standard output; fails the test when it fails.</summary>
    public static string Tool(string program, params string[] arguments)
    {
        if (Start("/bin/sh", ["-c", $"command -v {program}"]).ExitCode != 0)
            Missing(program);
        return Run(program, arguments);
    }

    /// <summary>Skips the test, or fails it where oracles are required, when something is not there.</summary>
    public static void Require(bool isThere, string what)
    {
        if (!isThere)
            Missing(what);
    }

    private static PythonServer Python(string module)
    {
        var server = PythonServer.With(module);
        if (server is null)
            Missing($"Python with {module}");
        return server!;
    }

    private static string Run(string program, string[] arguments)
    {
        var (exitCode, output, error) = Start(program, arguments);
        Assert.True(exitCode == 0, $"{program} exited with {exitCode}: {error}");
        return output;
    }

    private static (int ExitCode, string Output, string Error) Start(string program, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "", $"{program} is not installed");
        }
    }

    private static void Missing(string what)
    {
        if (Environment.GetEnvironmentVariable("GRAFT_REQUIRE_ORACLES") == "1")
            Assert.Fail($"{what} is not installed, and GRAFT_REQUIRE_ORACLES is set.");
        Assert.Skip($"{what} is not installed.");
    }
}
