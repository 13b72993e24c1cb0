using System.CommandLine;
using System.Net;
using Graft.Cli.Output;
using Graft.Cli.Serve;

namespace Graft.Cli.Commands;

/// <summary><c>graft serve</c>: a page and an HTTP interface to a classifier.</summary>
internal static class ServeCommand
{
    private const string TokenVariable = "GRAFT_TOKEN";
    private const int LeastToken = 16;

    public static Command Create()
    {
        var classifierPath = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train', or a file made by 'export'." };
        var port = CommonOptions.Integer("--port", "Where to listen; 0 takes a free port.", new ServeOptions().Port, 0, 65_535);
        var host = CommonOptions.WithDefault(
            new Option<string>("--host") { Description = "Address to listen on. Other machines reach it on one that is not loopback, which needs --token.", HelpName = "ADDRESS" },
            new ServeOptions().Host);
        var token = new Option<string?>("--token")
        {
            Description = $"What callers must send as 'Authorization: Bearer TOKEN', at least {LeastToken} characters; better given in the environment variable {TokenVariable}, which other users do not see.",
            HelpName = "TOKEN",
        };
        var queue = CommonOptions.Integer("--queue", "Photos that may wait; more are refused with 503.", new ServeOptions().QueueLength, 1, 10_000);
        var timeout = CommonOptions.Integer("--timeout", "Seconds that a request may take.", (int)new ServeOptions().RequestTimeout.TotalSeconds, 1, 3600);
        var features = new Option<string?>("--features")
        {
            Description = "The feature file that the classifier was trained on: answers then show the training photos that are most like the photo.",
            HelpName = "FEATURES.h5",
        };
        var images = new Option<string?>("--images")
        {
            Description = "Folder, CSV file or pack of these photos, where they are no longer where they were when the features were made.",
            HelpName = "IMAGES",
        };
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The ONNX file of the backbone, where it is no longer where it was when its features were made.",
            HelpName = "FILE",
        };
        var precision = CommonOptions.ClassifierPrecision();
        var batchSize = CommonOptions.Integer("--batch-size", "Photos that go through the network together at most.", new ServeOptions().BatchSize, 1, 4096);
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var command = new Command("serve", "Try a classifier on a page in the browser, or over HTTP.")
        {
            classifierPath, port, host, token, features, images, queue, timeout, backbone, precision, batchSize, threads, device,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ServeOptions
            {
                Port = parsed.GetValue(port),
                Host = Host(parsed.GetValue(host)!),
                Token = parsed.GetValue(token) ?? (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } secret ? secret : null),
                QueueLength = parsed.GetValue(queue),
                RequestTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                BatchSize = parsed.GetValue(batchSize),
                Threads = parsed.GetValue(threads),
            };
            Require(options);
            var path = parsed.GetValue(classifierPath)!;
            var how = new BackboneOptions { Threads = options.Threads, Device = Enum.Parse<BackboneDevice>(parsed.GetValue(device)!, ignoreCase: true) };
            using var classifier = await LoadAsync(parsed.GetValue(precision), path, parsed.GetValue(images), how, parsed.GetValue(backbone), cancellationToken).ConfigureAwait(false);
            using var photos = parsed.GetValue(features) is { } featurePath ? new ServedPhotos(TrainingPhotos.Open(featurePath, classifier, parsed.GetValue(images))) : null;
            var model = new ServedModel(Path.GetFileName(path), classifier, classifier.Record) { Photos = photos };
            await using var server = await PhotoServer.StartAsync(model, options, cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine($"{model.Name}: {classifier.LabelNames.Length:N0} classes, at {server.Address}{(options.Token is null ? "" : " (with the token)")}. Ctrl-C ends it.");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Console.Error.WriteLineAsync("Ending: no more requests are taken, those that are here are answered.").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<ImageClassifier> LoadAsync(string? precision, string path, string? images, BackboneOptions how, string? backbone, CancellationToken cancellationToken)
    {
        if (precision is not "int8" || images is null)
        {
            var classifier = ImageClassifier.Load(path, how, backbone);
            if (precision is null || precision is "int8" == (classifier.Precision == BackbonePrecision.Int8))
                return classifier;
            classifier.Dispose();
            throw precision is "int8"
                ? new UsageException("Option '--precision int8' needs photos to learn ranges from: such as it will see, a hundred or more. Give them with --images.")
                : new BackboneException($"The classifier '{path}' is for a network in int8. Train it again on features in fp32, or leave out --precision.", path);
        }

        using var progress = new ProgressLine("Reading photos", quiet: false);
        return await ImageClassifier.LoadInt8Async(path, ImageInput.OpenAny(images), how, backbone, progress, cancellationToken).ConfigureAwait(false);
    }

    private static string Host(string text) =>
        text == "localhost" || IPAddress.TryParse(text, out _) ? text : throw new UsageException($"Option '--host' must be an IP address or localhost, got '{text}'.");

    private static void Require(ServeOptions options)
    {
        if (options.Token is { Length: < LeastToken })
            throw new UsageException($"A token needs at least {LeastToken} characters, and this one has {options.Token.Length}. 'openssl rand -hex 16' makes one.");
        if (options.Token?.Any(character => character is <= ' ' or >= (char)127) == true)
            throw new UsageException("A token is of printable ASCII characters without spaces. 'openssl rand -hex 16' makes one.");
        if (options.Token is null && !Guard.IsLoopback(options.Host))
            throw new UsageException($"Option '--host {options.Host}' lets other machines in, which needs a token: --token, or the environment variable {TokenVariable}. 'openssl rand -hex 16' makes one.");
    }
}
