using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Bench.Estates;

/// <summary>
/// Made-up but plausible points, the same each time: a level, a daily curve, noise of a few percent of the level, and
/// a spike now and then. Ten-minute peaks, 144 a day.
/// </summary>
internal static class HistoryShape
{
    public const int PointsPerDay = 144;
    private const int IntervalSeconds = 600;

    private static readonly double[] Curve =
        [.. Enumerable.Range(0, PointsPerDay).Select(slot => 1 - Math.Cos(2 * Math.PI * slot / PointsPerDay))];

    /// <summary>The eight series of a machine: CPU, memory, four of its first disk, two of its first adapter.</summary>
    public static IEnumerable<(PerformanceCounter Counter, string Instance)> Series(Machine machine)
    {
        yield return (PerformanceCounter.CpuPercent, "");
        yield return (PerformanceCounter.MemoryPercent, "");
        yield return (PerformanceCounter.DiskReadMBps, machine.Disks[0].Name);
        yield return (PerformanceCounter.DiskWriteMBps, machine.Disks[0].Name);
        yield return (PerformanceCounter.DiskReadOpsPerSecond, machine.Disks[0].Name);
        yield return (PerformanceCounter.DiskWriteOpsPerSecond, machine.Disks[0].Name);
        yield return (PerformanceCounter.NetworkInMBps, machine.NetworkAdapters[0].Name);
        yield return (PerformanceCounter.NetworkOutMBps, machine.NetworkAdapters[0].Name);
    }

    /// <summary>A day as it is stored.</summary>
    /// <param name="seed">Tells days and series apart; above 0.</param>
    /// <param name="counter">The counter; it decides level and scale.</param>
    public static byte[] Day(long seed, PerformanceCounter counter) =>
        DaySeriesCodec.Encode(Points(seed, counter), DaySeriesCodec.UnitsPerOne(counter));

    public static DaySeries Points(long seed, PerformanceCounter counter)
    {
        var day = new DaySeries();
        var values = day.Grid(IntervalSeconds, PointKind.Peak).Values;
        var state = (ulong)seed * 0x9E3779B97F4A7C15;
        var level = 1 + (Next(ref state) % 30);
        for (var slot = 0; slot < values.Length; slot++)
        {
            var random = Next(ref state);
            var spike = random % 97 == 0 ? 2 : 1;
            values[slot] = level * (0.5 + (Curve[slot] / 2) + ((random & 1023) / 10_240.0)) * spike;
        }

        return day;
    }

    private static ulong Next(ref ulong state)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545F4914F6CDD1D >> 33;
    }
}
