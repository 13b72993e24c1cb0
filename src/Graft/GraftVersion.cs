using System.Reflection;

namespace Graft;

/// <summary>The version of this library, as written into the files it makes.</summary>
public static class GraftVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(GraftVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
