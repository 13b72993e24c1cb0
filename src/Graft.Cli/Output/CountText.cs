namespace Graft.Cli.Output;

/// <summary>Numbers of things in words.</summary>
internal static class CountText
{
    /// <summary>Such as <c>1 photo</c> or <c>2,000 photos</c>.</summary>
    public static string Of(int count, string one) => $"{count:N0} {one}{(count == 1 ? "" : "s")}";
}
