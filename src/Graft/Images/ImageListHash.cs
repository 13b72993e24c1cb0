using System.Security.Cryptography;
using System.Text;

namespace Graft;

/// <summary>One hash of all paths and class names of a list of images, in their order.</summary>
internal static class ImageListHash
{
    /// <returns>SHA-256 of path and class name of each, in UTF-8 with a zero byte behind each.</returns>
    public static string Sha256(IEnumerable<(string Path, string LabelName)> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256];
        foreach (var (path, labelName) in images)
        {
            Append(path);
            Append(labelName);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            var most = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
            if (most > buffer.Length)
                buffer = new byte[most];
            var length = Encoding.UTF8.GetBytes(text, buffer);
            buffer[length] = 0;
            hash.AppendData(buffer, 0, length + 1);
        }
    }
}
