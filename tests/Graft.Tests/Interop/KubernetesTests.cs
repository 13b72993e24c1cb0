using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>The manifest of deploy/kubernetes is one that Kubernetes' published schema allows, and agrees with itself.</summary>
public sealed class KubernetesTests : IDisposable
{
    private static readonly string Manifest = Documents.PathOf("deploy/kubernetes/extract.yaml");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_manifest_is_as_the_schema_has_it() => Assert.Equal([], Check(Manifest).Problems);

    [Theory]
    [InlineData("  completions: 8", "  completion: 8", "/spec/completion is not a field that Kubernetes knows")]
    [InlineData("  completions: 8", "  completions: eight", "data/spec/completions must be integer")]
    [InlineData("Mode: Indexed", "Mode: Index", "data/spec/completionMode must be equal to one of the allowed values")]
    [InlineData("        - name: graft\n", "        - tty: true\n", "data/spec/template/spec/containers/0 must have required property name")]
    [InlineData("readOnlyRootFilesystem", "readonlyRootFilesystem", "/spec/template/spec/containers/0/securityContext/readonlyRootFilesystem is not a field that Kubernetes knows")]
    [InlineData("      volumes:", "      volume:", "/spec/template/spec/volume is not a field that Kubernetes knows")]
    [InlineData("batch/v1", "batch/v2", "data/apiVersion must be equal to one of the allowed values")]
    public void The_check_of_the_schema_notices_what_is_wrong(string right, string wrong, string problem)
    {
        var text = File.ReadAllText(Manifest);
        Assert.Contains(right, text);

        Assert.Equal([problem], Check(_folder.Write("wrong.yaml", text.Replace(right, wrong, StringComparison.Ordinal))).Problems);
    }

    [Fact]
    public void Each_shard_is_told_how_many_there_are_and_every_volume_is_used()
    {
        var spec = Check(Manifest).Job.GetProperty("spec");
        var pod = spec.GetProperty("template").GetProperty("spec");
        var container = Assert.Single(pod.GetProperty("containers").EnumerateArray());
        var count = Named(container.GetProperty("env"), "JOB_COMPLETIONS").GetProperty("value").GetString();

        Assert.Equal($"{spec.GetProperty("completions").GetInt32()}", count);
        Assert.Equal(Names(pod.GetProperty("volumes")), Names(container.GetProperty("volumeMounts")));
        Assert.True(Named(container.GetProperty("volumeMounts"), "images").GetProperty("readOnly").GetBoolean());
        Assert.True(pod.GetProperty("securityContext").GetProperty("runAsNonRoot").GetBoolean());
        Assert.False(pod.GetProperty("automountServiceAccountToken").GetBoolean());
        // What Kubernetes asks for wherever there are limits for each index and rules about failures.
        Assert.Equal("Never", pod.GetProperty("restartPolicy").GetString());
        // The user that the image runs as.
        Assert.Contains($"\nUSER {pod.GetProperty("securityContext").GetProperty("runAsUser").GetInt32()}\n", File.ReadAllText(Documents.PathOf("deploy/kubernetes/Containerfile")));
    }

    private static (string[] Problems, JsonElement Job) Check(string path)
    {
        var answer = Oracle.JavaScript("kubernetes-models", Oracle.JavaScriptFolder, "manifest.mjs", path)[0];
        return ([.. answer.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!)], answer.GetProperty("job"));
    }

    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

    private static JsonElement Named(JsonElement list, string name) => list.EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
}
