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
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            await queue.DisposeAsync().ConfigureAwait(false);
            if (e is not (IOException or SocketException))
                throw;
            throw new OutputException($"Cannot listen on {options.Host}:{options.Port}: {Reason(e)}. Choose another with --port; 0 takes a free one.");
        }

        return new PhotoServer(app, queue, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Takes no more requests, answers those that are there, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            // The network must not be closed while a batch is in it.
            await _queue.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static WebApplication Build(ServeOptions options)
    {
        // Nothing of the machine decides how it runs: no appsettings.json, no environment variables, no folder of files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        // The command line decides when it ends, not the host.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServeOptions.DrainTime);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServeOptions.RequestBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(5));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // Two addresses cannot share a free port that is still to be found.
            if (options is { Host: "localhost", Port: > 0 })
                kestrel.ListenLocalhost(options.Port);
            else
                kestrel.Listen(options.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host), options.Port);
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
