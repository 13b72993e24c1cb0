[assembly: AssemblyFixture(typeof(Graft.Tests.Support.Served))]

namespace Graft.Tests.Support;

/// <summary>A classifier of two classes, and a server of it: each made once for all tests when the first of them asks.</summary>
public sealed class Served : IDisposable
{
    private readonly Lazy<TwoClasses> _classes = new(() => new TwoClasses());
    private readonly Lazy<GraftServer> _server;

    public Served() => _server = new(() => GraftServer.Start(Classes.Folder.Path, "m.onnx", "--features", "m.h5"));

    internal TwoClasses Classes => _classes.Value;

    internal GraftServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
            Server.Dispose();
        if (_classes.IsValueCreated)
            Classes.Dispose();
    }
}
