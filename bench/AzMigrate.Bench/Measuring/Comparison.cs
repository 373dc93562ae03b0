using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>Measures what is ours beside its floors and peers, in turn, and prints a table.</summary>
internal static class Comparison
{
    /// <summary>From so many runs on, the table has the fastest and the slowest too.</summary>
    private const int RunsOfASpread = 5;

    /// <param name="title">What is compared, with the budget.</param>
    /// <param name="runs">Runs of each subject; the table has the medians.</param>
    /// <param name="ours">The first row.</param>
    /// <param name="others">The rows that ours is divided by.</param>
    public static IReadOnlyList<Figures> Print(string title, int runs, Subject ours, params Subject[] others)
    {
        Subject[] subjects = [ours, .. others];
        var figures = subjects.Select(_ => new List<Figures>()).ToList();
        var before = Load();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < subjects.Length; i++)
                figures[i].Add(ChildProcess.Run(subjects[i]));
        }

        var medians = figures.ConvertAll(Figures.Median);
        Write($"### {title}\n");
        Write($"{(runs == 1 ? "One run" : $"Median of {runs} runs")}; load {before} to {Load()}.\n");
        Write("| | wall s | CPU s | peak RSS MiB | allocated MiB | count | CPU, first row ÷ this |");
        Write("|---|---:|---:|---:|---:|---:|---:|");
        for (var i = 0; i < subjects.Length; i++)
        {
            var row = medians[i];
            var ratio = i == 0 ? (double?)null : medians[0].CpuSeconds / row.CpuSeconds;
            Write(string.Create(
                CultureInfo.InvariantCulture,
                $"| {subjects[i].Name} | {row.WallSeconds:0.000}{Spread(figures[i], run => run.WallSeconds)} "
                    + $"| {row.CpuSeconds:0.000}{Spread(figures[i], run => run.CpuSeconds)} | {row.PeakMiB:0} "
                    + $"| {row.AllocatedMiB:0.0} | {row.Count:#,##0} | {ratio:0.00} |"));
        }

        Write("");
        return medians;
    }

    private static string Spread(List<Figures> runs, Func<Figures, double> figure) => runs.Count < RunsOfASpread ? ""
        : string.Create(CultureInfo.InvariantCulture, $" ({runs.Min(figure):0.000} to {runs.Max(figure):0.000})");

    public static void Write(string line) => Console.WriteLine(line);

    /// <summary>The machine's load over the last minute.</summary>
    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
