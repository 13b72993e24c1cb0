using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>
/// A file that appears whole or not at all: written under a temporary name beside its target, flushed to the disk and
/// renamed by <see cref="Complete"/>. Disposed without it, nothing is left unless <see cref="KeepsUnfinished"/> says so,
/// and what was there before is untouched.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>Ending of the temporary name.</summary>
    public const string TemporaryEnding = ".partial";

    private readonly string _target;
    private readonly string _temporaryPath;
    private FileStream? _file;

    /// <summary>Opens the temporary file.</summary>
    /// <param name="path">Where the finished file will be; one that exists is replaced.</param>
    /// <param name="mayReplace">Whether an existing file begins like one that may be replaced; others are never touched.</param>
    /// <param name="wrap">Lets a test stand between the writer and the disk.</param>
    /// <param name="continues">Whether a temporary file that exists is taken as it is, instead of begun anew.</param>
    /// <exception cref="OutputException">The folder is missing or not writable, or another process writes the same file.</exception>
    public OutputFile(string path, Func<ReadOnlySpan<byte>, bool> mayReplace, Func<Stream, Stream>? wrap = null, bool continues = false)
    {
        Path = path;
        CheckTarget(path, mayReplace);
        _target = TargetOf(path);
        _temporaryPath = _target + TemporaryEnding;
        try
        {
            // Nobody else may have it open: two processes with the same output would spoil it for both.
            _file = new FileStream(
                _temporaryPath, continues ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            Stream = wrap is null ? _file : wrap(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }
    }

    /// <summary>The target, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The temporary name, as a user would write it.</summary>
    public string TemporaryPath => Path + TemporaryEnding;

    /// <summary>Read, write and seek here.</summary>
    public Stream Stream { get; }

    /// <summary>The open file itself, for positioned reads.</summary>
    public SafeFileHandle Handle => _file!.SafeFileHandle;

    /// <summary>Whether the temporary file stays when it is not completed, for a later run to go on with.</summary>
    public bool KeepsUnfinished { get; set; }

    /// <summary>Where a file that is written to <paramref name="path"/> goes: what a link leads to is replaced, not the link.</summary>
    public static string TargetOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    /// <summary>Makes sure, before any long work, that <paramref name="path"/> can be written.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path, Func<ReadOnlySpan<byte>, bool> mayReplace)
    {
        var isNew = !File.Exists(TargetOf(path) + TemporaryEnding);
        new OutputFile(path, mayReplace, continues: true) { KeepsUnfinished = !isNew }.Dispose();
    }

    /// <summary>Runs <paramref name="write"/> and turns what the file system throws into one clear line.</summary>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    public void Write(Action<Stream> write)
    {
        try
        {
            write(Stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }
    }

    /// <summary>Returns when everything written so far is on the disk.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Sync()
    {
        Stream.Flush();
        _file!.Flush(flushToDisk: true);
    }

    /// <summary>Flushes the file to the disk and gives it its name.</summary>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    public void Complete() => Write(_ =>
    {
        Sync();
        // Windows does not rename an open file; elsewhere a closed one could be taken over by another process.
        if (OperatingSystem.IsWindows())
            _file!.Dispose();
        File.Move(_temporaryPath, _target, overwrite: true);
        _file!.Dispose();
        _file = null;
    });

    /// <summary>Closes the file, and removes it unless it was completed or is to be kept.</summary>
    public void Dispose()
    {
        if (_file is null)
            return;
        try
        {
            if (OperatingSystem.IsWindows())
                _file.Dispose();
            if (!KeepsUnfinished)
                File.Delete(_temporaryPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here says more than a left-over could.
        }

        _file.Dispose();
        _file = null;
    }

    private static void CheckTarget(string path, Func<ReadOnlySpan<byte>, bool> mayReplace)
    {
        if (Directory.Exists(path))
            throw new OutputException($"Cannot write '{path}': it is a folder. Name a file in it.", path);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        // A device is no place for a file, and the rename at the end would replace it.
        if (folder == "/dev")
            throw new OutputException($"Cannot write '{path}': it is a device. Name a file.", path);
        if (!Directory.Exists(folder))
            throw new OutputException($"Cannot write '{path}': there is no folder '{folder}'. Create it first.", path);
        if (!File.Exists(path))
            return;
        try
        {
            using var existing = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            Span<byte> start = stackalloc byte[512];
            var read = RandomAccess.Read(existing, start, 0);
            if (read > 0 && !mayReplace(start[..read]))
                throw new OutputException($"Cannot write '{path}': a file of another kind has that name. Choose another name, or remove it.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"Cannot write '{path}': the file that has that name cannot be read ({e.Message.TrimEnd('.')}).", path, e);
        }
    }

    /// <summary>What to throw when the file system threw <paramref name="e"/>.</summary>
    public OutputException Failure(Exception e)
    {
        if (e.Message.Contains("being used by another process", StringComparison.Ordinal))
            return new OutputException($"Cannot write '{Path}': another process is writing it. Wait until it ends, or name another file.", Path, e);
        var reason = e switch
        {
            UnauthorizedAccessException => "access is denied",
            IOException when IsDiskFull(e.HResult) => "the disk is full",
            _ => e.Message.TrimEnd('.'),
        };
        return new OutputException($"Cannot write '{Path}': {reason}. {(KeepsUnfinished
            ? $"What is done is kept in '{TemporaryPath}'; run the same command again to go on from there."
            : "Nothing was left behind.")}", Path, e);
    }

    /// <summary>ENOSPC and EDQUOT of Linux and macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.</summary>
    private static bool IsDiskFull(int code) => code is 28 or 69 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
