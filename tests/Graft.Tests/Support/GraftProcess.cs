using System.Diagnostics;
using System.Text;

namespace Graft.Tests.Support;

/// <summary>What a run of the program printed and told the shell.</summary>
internal sealed record GraftRun(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts success and hands the run on.</summary>
    public GraftRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Asserts an exit code and one line of error that ends so, without a stack trace.</summary>
    public void Failed(int exitCode, string errorLine)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, expected {exitCode}\n{Output}\n{Error}");
        var line = Error.TrimEnd().Split('\n').Last(text => text.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Equal($"error: {errorLine}", line);
        Assert.DoesNotContain("   at ", Error);
        Assert.Empty(Output);
    }
}

/// <summary>Runs the built program as a user's shell would.</summary>
internal static class GraftProcess
{
    /// <summary>The built program, which dotnet runs.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Graft.Cli.dll");

    public static GraftRun Run(params string[] arguments) => RunIn(Environment.CurrentDirectory, arguments);

    public static GraftRun RunIn(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return Finish(process);
    }

    /// <summary>Runs the program by way of the shell, <c>$GRAFT</c> standing for it.</summary>
    public static GraftRun Shell(string folder, string script)
    {
        using var process = Start(folder, "/bin/bash", ["-c", script]);
        return Finish(process);
    }

    /// <summary>Starts the program and leaves it to the test, which must not expect much output of it.</summary>
    public static Process Start(string folder, params string[] arguments) => Start(folder, "dotnet", [Program, .. arguments]);

    /// <summary>Sends a signal, such as INT for what Ctrl-C does.</summary>
    public static void Signal(Process process, string name) => Process.Start("kill", [$"-{name}", $"{process.Id}"])!.WaitForExit();

    /// <summary>Reads what a program prints until it ends.</summary>
    public static GraftRun Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new GraftRun(process.ExitCode, output, error.Result);
    }

    private static Process Start(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GRAFT"] = $"dotnet {Program}";
        return Process.Start(start)!;
    }
}
