using Microsoft.Playwright;

namespace Graft.Tests.Support;

/// <summary>Chromium without a window, the one that is installed; none is fetched.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Places, File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            // Root, as in a container, may not use the sandbox; the camera is a made-up one.
            Args = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
        });
    }

    /// <summary>A new page; skips the test where there is no browser.</summary>
    /// <param name="options">Size, language and so on.</param>
    /// <param name="complaints">Receives what the console and failing scripts say.</param>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions options, List<string> complaints)
    {
        if (_browser is null)
            Oracle.Require(false, "chromium");
        var context = await _browser!.NewContextAsync(options);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
