using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft inspect</c>: what a file holds, in plain words.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE") { Description = "Any HDF5 file, a classifier, or a file made by 'export'." };
        var check = new Option<bool>("--check")
        {
            Description = "Read every row: compare its checksum, and look for values that are NaN or infinite. Exit with 1 when there are any.",
        };
        var quiet = CommonOptions.Quiet();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("inspect", "Say what an HDF5 file or a classifier holds.") { path, check, format, quiet };
        command.SetAction((parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(path)!;
            var isJson = parsed.GetValue(format) == "json";
            if (parsed.GetValue(check))
                return Task.FromResult(Check(file, isJson, parsed.GetValue(quiet), cancellationToken));
            if (FeatureFile.IsFeatureFile(file))
                InspectHdf5(file, isJson);
            else
                InspectClassifier(file, isJson);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void InspectHdf5(string path, bool isJson)
    {
        var tree = Hdf5Tree.Read(path);
        using var pack = OpenAs(tree, () => ImagePack.IsImagePack(path) ? ImagePack.Open(path) : null);
        using var features = pack is null ? OpenAs(tree, () => FeatureFile.Open(path)) : null;
        if (isJson)
        {
            Json.Write(InspectionJson.Of(path, tree, features, pack));
            return;
        }

        InspectionText.Write(path, tree, features, pack);
        TreeText.Write(tree);
    }

    /// <summary>Null when the file is unfinished, or another tool's that holds something else.</summary>
    private static T? OpenAs<T>(Hdf5Node tree, Func<T?> open)
        where T : class
    {
        if (tree.IsUnfinished())
            return null;
        try
        {
            return open();
        }
        catch (FeatureFileException) when (!tree.IsOurs())
        {
            return null;
        }
    }

    private static void InspectClassifier(string path, bool isJson)
    {
        if (ExportedClassifier.Read(path) is { } exported)
        {
            if (isJson)
                Json.Write(InspectionJson.Of(path, exported));
            else
                InspectionText.Write(path, exported);
            return;
        }

        var classifier = ClassifierFile.Load(path);
        if (isJson)
            Json.Write(InspectionJson.Of(path, classifier));
        else
            InspectionText.Write(path, classifier);
    }

    private static int Check(string path, bool isJson, bool isQuiet, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine("Checking", isQuiet, "rows");
        using var pack = ImagePack.IsImagePack(path) ? ImagePack.Open(path) : null;
        using var file = pack is null ? FeatureFile.Open(path) : null;
        var check = pack?.Check(progress, cancellationToken) ?? file!.Check(progress, cancellationToken);
        progress.Dispose();
        var paths = pack?.Paths ?? file!.Paths;
        if (isJson)
            Json.Write(InspectionJson.Of(path, check, paths));
        else
            CheckText.Write(check, paths, arePixels: pack is not null);
        return check.IsSound ? ExitCodes.Done : ExitCodes.BadData;
    }
}
