using Graft.Tests.EndToEnd;
using Graft.Tests.Interop;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Graft.Tests.Support.LongestFirst))]

namespace Graft.Tests.Support;

/// <summary>Classes that take a minute begin at once, so that the others do not wait for one of them at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [typeof(KillTests).FullName!, typeof(VggImportTests).FullName!, typeof(ExportInteropTests).FullName!];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Array.Exists(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)))];
}
