namespace AzMigrate.Bench.Measuring;

/// <summary>What a run took.</summary>
/// <param name="WallSeconds">Of the work alone; of the whole process where the process is what is measured.</param>
/// <param name="CpuSeconds">User and system, of the same span.</param>
/// <param name="PeakMiB">Peak resident set of the whole process.</param>
/// <param name="AllocatedMiB">Managed allocations of the work; null for whole processes.</param>
/// <param name="Count">What the work says it did; null for whole processes.</param>
internal sealed record Figures(
    double WallSeconds, double CpuSeconds, double PeakMiB, double? AllocatedMiB, long? Count)
{
    /// <summary>Each figure's own median.</summary>
    public static Figures Median(IReadOnlyList<Figures> runs) => new(
        Middle(runs.Select(run => run.WallSeconds)), Middle(runs.Select(run => run.CpuSeconds)),
        Middle(runs.Select(run => run.PeakMiB)),
        runs[0].AllocatedMiB is null ? null : Middle(runs.Select(run => run.AllocatedMiB ?? 0)), runs[0].Count);

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
