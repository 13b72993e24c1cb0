using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Cli.Serve;

/// <summary>A web server around one classifier: a page for people, and the same over HTTP for programs.</summary>
internal sealed class PhotoServer : IAsyncDisposable
{
    // Each may hold a photo of 20 MB while it is sent.
    private const int MostConnections = 256;

    private readonly WebApplication _app;
    private readonly PredictionService _queue;

    private PhotoServer(WebApplication app, PredictionService queue, string address) => (_app, _queue, Address) = (app, queue, address);

    /// <summary>Where the page is.</summary>
    public string Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="model">What answers.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="OutputException">The port is taken, or the address is none of this machine's.</exception>
    public static async Task<PhotoServer> StartAsync(ServedModel model, ServeOptions options, CancellationToken cancellationToken)
    {
        var queue = new PredictionService(model.Classifier, new PredictionServiceOptions
        {
            Capacity = options.QueueLength,
            BatchSize = options.BatchSize,
            Threads = options.Threads,
            WithFeatures = model.HasNeighbors,
        });
        var app = Build(options);
        Endpoints.Map(app, new PredictionEndpoint(model, queue, options), model, queue, options);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AddressInUseException)
        {
            await queue.DisposeAsync().ConfigureAwait(false);
            await app.DisposeAsync().ConfigureAwait(false);
            throw new OutputException($"Cannot listen on {options.Host}:{options.Port}: {Reason(e)}. Choose another with --port; 0 takes a free one.");
        }

        return new PhotoServer(app, queue, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Takes no more requests, answers those that are there, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _queue.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ServeOptions options)
    {
        // Nothing of the machine decides how it runs: no appsettings.json, no environment variables, no folder of files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        // The command line decides when it ends, not the host.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.RequestTimeout + TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServeOptions.RequestBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(5));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            if (options.Host == "localhost")
                kestrel.ListenLocalhost(options.Port);
            else
                kestrel.Listen(IPAddress.Parse(options.Host), options.Port);
        });
        return builder.Build();
    }

    private static string Reason(Exception e) => e switch
    {
        _ when e is AddressInUseException || e.InnerException is AddressInUseException => "the port is taken by another program",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "the system does not allow that port",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "it is no address of this machine",
        _ => e.Message.TrimEnd('.'),
    };

    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
