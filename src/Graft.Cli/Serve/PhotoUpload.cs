namespace Graft.Cli.Serve;

/// <summary>An image file that was sent.</summary>
/// <param name="Name">What its sender calls it; never opened, only repeated.</param>
/// <param name="Content">The file; empty where it is too long.</param>
/// <param name="IsTooLong">Whether it is longer than an image may be.</param>
internal sealed record PhotoUpload(string? Name, ReadOnlyMemory<byte> Content, bool IsTooLong);
