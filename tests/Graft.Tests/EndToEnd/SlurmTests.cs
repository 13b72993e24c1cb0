using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The batch script of deploy/slurm on a real Slurm, which tests/slurm starts on this machine.</summary>
public sealed class SlurmTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        if (Directory.Exists(Path.Combine(_folder.Path, "slurm")))
            GraftProcess.Shell(_folder.Path, $"{Script("stop")} slurm");
        _folder.Dispose();
    }

    [Fact]
    public void An_array_comes_to_the_file_of_a_single_run_although_a_node_dies_and_a_task_is_cancelled()
    {
        Oracle.Require(File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/munged"), "Slurm (Debian's slurm-wlm and munge)");
        // Slurm runs a program, and the tests have one that is built.
        _folder.Write("graft", $"#!/bin/sh\nexec dotnet '{GraftProcess.Program}' \"$@\"\n");
        GraftProcess.Shell(_folder.Path, "chmod +x graft").Succeeded();

        GraftProcess.Shell(_folder.Path, $"{Script("start")} slurm").Succeeded();
        var run = GraftProcess.Shell(_folder.Path, $"SLURM_CONF=$PWD/slurm/slurm.conf {Script("run")} ./graft").Succeeded();

        Assert.StartsWith("The merged file is that of the single run, bit for bit", run.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    private static string Script(string name) => $"'{Documents.PathOf($"tests/slurm/{name}")}'";
}
