using System.Security.Cryptography;

namespace Graft;

/// <summary>Takes the checksums of a file as it goes by, and compares them with the published ones.</summary>
internal sealed class FileChecksums(PublishedFile file) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Not against forgery, which it cannot tell: the publisher of some files gives nothing better.
    private readonly IncrementalHash? _md5 = file is { Sha256: null, Md5: not null } ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _md5?.AppendData(bytes);
    }

    /// <summary>Of all bytes so far, 64 lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexStringLower(_sha256.GetCurrentHash());

    /// <summary>What is not as published, such as <c>its SHA-256 is 12..., expected 34...</c>; null when all is.</summary>
    public string? Mismatch() =>
        file.Sha256 is not null ? Difference("SHA-256", Sha256(), file.Sha256)
        : _md5 is not null ? Difference("MD5", Convert.ToHexStringLower(_md5.GetCurrentHash()), file.Md5!)
        : null;

    public void Dispose()
    {
        _sha256.Dispose();
        _md5?.Dispose();
    }

    private static string? Difference(string what, string found, string expected) =>
        found == expected ? null : $"its {what} is {found}, expected {expected}";
}
