using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.ExceptionServices;
using Graft.Cli.Commands;
using Graft.Cli.Output;

namespace Graft.Cli;

/// <summary>Parses, runs a command, and turns every outcome into an exit code and at most a few lines.</summary>
internal static class CommandLine
{
    private const string Description = """
        Transfer learning: a network trained on ImageNet as a shortcut to classes it never saw.

        First time here? Run 'graft demo'. With your own photos, one sub-folder a class:
          graft train PHOTOS --out classifier.onnx
          graft predict classifier.onnx NEW_PHOTO.jpg
        """;

    /// <summary>Exceptions and signals come to us.</summary>
    public static InvocationConfiguration Configuration { get; } = new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Parse(arguments);
        if (parsed.Tokens.Any(token => token.Value.Length == 0))
        {
            await Console.Error.WriteLineAsync("error: An argument is empty; is a variable in the command not set?").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
                Lines.WriteError($"error: {error}");
            return await AdviseHelpAsync(parsed).ConfigureAwait(false);
        }

        try
        {
            return await InvokeAsync(parsed).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            Lines.WriteError(e.Message.StartsWith("Cancelled.", StringComparison.Ordinal) ? e.Message : "Cancelled.");
            return ExitCodes.Cancelled;
        }
        catch (UsageException e)
        {
            Lines.WriteError($"error: {e.Message}");
            return await AdviseHelpAsync(parsed).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            Lines.WriteError($"error: {e.Message}");
            return ExitCodes.BadData;
        }
        catch (OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync("error: The memory does not suffice. Allow more with --memory where the command has it, or close other programs.").ConfigureAwait(false);
            return ExitCodes.BadData;
        }
        catch (IOException e) when (Console.IsOutputRedirected && IsBrokenPipe(e))
        {
            // The reader of our output, such as 'head', has seen enough.
            return ExitCodes.Done;
        }
        catch (IOException e)
        {
            // Ours are told apart where they happen; what is left is standard output, on a full disk for instance.
            await Console.Error.WriteLineAsync($"error: The results cannot be written: {e.Message.TrimEnd('.')}.").ConfigureAwait(false);
            return ExitCodes.BadData;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"error: This is a bug in Graft. Please report it with these lines:\n{e}").ConfigureAwait(false);
            return ExitCodes.Bug;
        }
    }

    /// <summary>What one of several threads met comes out as it was.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            // Commands that cannot be cancelled end at once, as programs do.
            using var interruption = parsed.Action is AsynchronousCommandLineAction ? new Interruption() : null;
            return await parsed.InvokeAsync(Configuration, interruption?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
            throw;
        }
    }

    /// <summary>Parses a command line. A name that begins with @ is a name, not a file of more arguments.</summary>
    public static ParseResult Parse(string[] arguments) =>
        CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static RootCommand CreateRoot() => new(Description)
    {
        DemoCommand.Create(),
        BackbonesCommand.Create(),
        PullCommand.Create(),
        PackCommand.Create(),
        ListCommand.Create(),
        ExtractCommand.Create(),
        MergeCommand.Create(),
        TrainCommand.Create(),
        FinetuneCommand.Create(),
        EvaluateCommand.Create(),
        ReportCommand.Create(),
        PredictCommand.Create(),
        CheckCommand.Create(),
        SimilarCommand.Create(),
        InspectCommand.Create(),
        LayersCommand.Create(),
        VerifyCommand.Create(),
        ConvertCommand.Create(),
        ImportCommand.Create(),
        QuantizeCommand.Create(),
        ExportCommand.Create(),
        ServeCommand.Create(),
    };

    private static async Task<int> AdviseHelpAsync(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        await Console.Error.WriteLineAsync($"Try '{(command is RootCommand ? "graft" : $"graft {command.Name}")} --help'.").ConfigureAwait(false);
        return ExitCodes.WrongUsage;
    }

    /// <summary>EPIPE, and ERROR_NO_DATA of Windows.</summary>
    private static bool IsBrokenPipe(IOException e) => e.HResult is 32 or unchecked((int)0x800700E8);
}
