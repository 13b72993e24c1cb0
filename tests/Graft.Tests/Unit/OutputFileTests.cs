using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class OutputFileTests : IDisposable
{
    private readonly TempFolder _folder = new(onDisk: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_failure_while_flushing_is_told_and_leaves_nothing()
    {
        var error = Assert.Throws<OutputException>(() =>
        {
            using var output = new OutputFile(_folder["x"], _ => true);
            output.Write(_ => throw new IOException("Input/output error", 5));
        });

        Assert.Equal($"Cannot write '{_folder["x"]}': Input/output error. Nothing was left behind.", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_completed_file_has_its_name_and_no_other_is_left()
    {
        using (var output = new OutputFile(_folder["x"], _ => true))
        {
            output.Write(stream => stream.Write([1, 2, 3]));
            Assert.Equal(["x.partial"], _folder.Names());
            output.Complete();
        }

        Assert.Equal(["x"], _folder.Names());
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder["x"]));
    }

    [Fact]
    public void What_a_link_leads_to_is_replaced_and_not_the_link()
    {
        var real = _folder.Write("disk/real", [9]);
        File.CreateSymbolicLink(_folder["link"], real);

        using (var output = new OutputFile(_folder["link"], _ => true))
        {
            output.Write(stream => stream.Write([1, 2]));
            output.Complete();
        }

        Assert.Equal(real, new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal([1, 2], File.ReadAllBytes(real));
    }

    [Fact]
    public void A_device_is_refused() =>
        Assert.Equal(
            "Cannot write '/dev/null': it is a device. Name a file.",
            Assert.Throws<OutputException>(() => new OutputFile("/dev/null", _ => true)).Message);

    [Fact]
    public void A_check_beforehand_leaves_nothing()
    {
        OutputFile.CheckWritable(_folder["x"], _ => true);

        Assert.Empty(_folder.Names());
    }
}
