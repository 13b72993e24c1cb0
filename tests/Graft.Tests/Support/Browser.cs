using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Graft.Tests.Support.Browser))]

namespace Graft.Tests.Support;

/// <summary>Chromium without a window, the one that is installed; started once for all tests when the first of them asks.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Browser() => _browser = new(StartAsync);

    /// <summary>A new page; skips the test where there is no browser.</summary>
    /// <param name="options">Size, language and so on.</param>
    /// <param name="complaints">Receives what the console and failing scripts say, also of what the page's policy forbids.</param>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions options, List<string> complaints)
    {
        Oracle.Require(Array.Exists(Places, File.Exists), "chromium");
        var context = await (await _browser.Value).NewContextAsync(options);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        return page;
    }

    /// <summary>A page in a file, after its scripts have run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="complaints">As above.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="isDark">Whether the reader prefers a dark page.</param>
    internal async Task<IPage> OpenFileAsync(string path, List<string> complaints, int width = 1400, bool isDark = false)
    {
        var page = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light }, complaints);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Array.Find(Places, File.Exists),
            // Root, as in a container, may not use the sandbox; the camera is a made-up one.
            Args = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
        });
    }
}
