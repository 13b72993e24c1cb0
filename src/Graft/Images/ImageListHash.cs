using System.Security.Cryptography;
using System.Text;

namespace Graft;

/// <summary>
/// One hash of all paths and class names of a list of images, in their order: SHA-256 of path and class name of each, in
/// UTF-8 with a zero byte behind each.
/// </summary>
internal sealed class ImageListHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[256];

    /// <summary>Adds an image behind those before.</summary>
    public void Add(string path, string labelName)
    {
        Add(path);
        Add(labelName);
    }

    /// <returns>The hash, in hexadecimal digits.</returns>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Add(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        if (most > _buffer.Length)
            _buffer = new byte[most];
        var length = Encoding.UTF8.GetBytes(text, _buffer);
        _buffer[length] = 0;
        _hash.AppendData(_buffer, 0, length + 1);
    }
}
