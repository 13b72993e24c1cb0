using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>One way to do the job of a <see cref="Contest"/>.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Run">Does it once and returns the seconds that count.</param>
internal sealed record Contestant(string Name, Func<double> Run);

/// <summary>
/// Ways to do one job, ours and others': they take turns, so that all see the same disturbances, and medians are
/// compared.
/// </summary>
/// <param name="title">What the job is.</param>
/// <param name="bytes">How much is read or written.</param>
internal sealed class Contest(string title, long bytes)
{
    private const int Rounds = 5;

    public void Run(Contestant[] ours, Contestant[] rivals)
    {
        Contestant[] all = [.. ours, .. rivals];
        var seconds = all.Select(_ => new List<double>()).ToArray();
        // The first round warms up. The order changes, or what one leaves to the disk would always hit the same next one.
        var order = Enumerable.Range(0, all.Length).ToArray();
        var random = new Random(1);
        for (var round = 0; round <= Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var time = all[i].Run();
                if (round > 0)
                    seconds[i].Add(time);
            }
        }

        var medians = seconds.Select(times => times.Median()).ToArray();
        Console.WriteLine();
        Console.WriteLine($"| {title} | s | least to most | MB/s | {string.Join(" | ", rivals.Select(rival => $"to {rival.Name}"))} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat(" --- |", 4 + rivals.Length))}");
        for (var i = 0; i < all.Length; i++)
        {
            var ratios = i < ours.Length ? medians[ours.Length..].Select(rival => Text($"{rival / medians[i]:F2}")) : rivals.Select(_ => "");
            Console.WriteLine(Text(
                $"| {all[i].Name} | {medians[i]:F3} | {seconds[i].Min():F3} to {seconds[i].Max():F3} | {bytes / medians[i] / 1e6:F0} | {string.Join(" | ", ratios)} |"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
