namespace Graft.Cli.Output;

/// <summary>Names the class folders that hold no photo.</summary>
internal static class EmptyFolderList
{
    public static void Write(ImageSet images)
    {
        foreach (var folder in images.EmptyFolders)
            Lines.WriteError($"Folder '{folder}' holds no photo and is passed over.");
    }
}
