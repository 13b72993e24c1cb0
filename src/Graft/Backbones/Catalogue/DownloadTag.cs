using System.Net.Http.Headers;

namespace Graft;

/// <summary>
/// What the server called the version of a file that an unfinished download is of, kept beside it: the rest is asked for only
/// of that version.
/// </summary>
/// <param name="unfinishedPath">The unfinished download.</param>
internal sealed class DownloadTag(string unfinishedPath)
{
    private readonly string _path = $"{unfinishedPath}.etag";

    /// <summary>Null where none was kept.</summary>
    public EntityTagHeaderValue? Read() =>
        File.Exists(_path) && EntityTagHeaderValue.TryParse(File.ReadAllText(_path), out var tag) ? tag : null;

    /// <summary>Only a strong tag is kept: a weak one does not say that two versions are the same to the byte.</summary>
    public void Keep(EntityTagHeaderValue? tag)
    {
        if (tag is { IsWeak: false })
            File.WriteAllText(_path, tag.ToString());
        else
            File.Delete(_path);
    }

    /// <summary>Removes it where its download is no longer there.</summary>
    public void Clean()
    {
        if (!File.Exists(unfinishedPath))
            File.Delete(_path);
    }
}
