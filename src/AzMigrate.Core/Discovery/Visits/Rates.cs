using AzMigrate.Performance;

namespace AzMigrate.Discovery.Visits;

/// <summary>Values in the counters' units, by counter and instance.</summary>
internal static class Rates
{
    private const double MB = 1024 * 1024;

    /// <summary>
    /// What was done between two readings, as means over the time between, and the memory in use at the second. A
    /// count that went back, as after a new start or an overflow, gives nothing.
    /// </summary>
    public static Dictionary<(PerformanceCounter Counter, string Instance), double> Between(
        CounterReading from, CounterReading to)
    {
        var rates = new Dictionary<(PerformanceCounter, string), double>();
        var seconds = to.UptimeSeconds - from.UptimeSeconds;
        if (seconds <= 0)
            return rates;
        if (to.MemoryPercent is { } memory)
            rates[(PerformanceCounter.MemoryPercent, "")] = memory;
        var ticks = to.CpuTicks - from.CpuTicks;
        var idle = to.IdleTicks - from.IdleTicks;
        // Of a system that is busy all the time two clocks may tell a little less than no idle time.
        if (ticks > 0 && idle >= -ticks / 100)
            rates[(PerformanceCounter.CpuPercent, "")] = Math.Min(100, Math.Max(0, 100 * (ticks - idle) / ticks));
        Add(rates, from.Disks, to.Disks, seconds,
            (PerformanceCounter.DiskReadOpsPerSecond, 1), (PerformanceCounter.DiskReadMBps, MB),
            (PerformanceCounter.DiskWriteOpsPerSecond, 1), (PerformanceCounter.DiskWriteMBps, MB));
        Add(rates, from.Adapters, to.Adapters, seconds,
            (PerformanceCounter.NetworkInMBps, MB), (PerformanceCounter.NetworkOutMBps, MB));
        return rates;
    }

    /// <summary>The higher of each value.</summary>
    public static void TakeHigher(
        Dictionary<(PerformanceCounter Counter, string Instance), double> into,
        IEnumerable<KeyValuePair<(PerformanceCounter Counter, string Instance), double>> values)
    {
        foreach (var value in values)
        {
            if (!into.TryGetValue(value.Key, out var there) || value.Value > there)
                into[value.Key] = value.Value;
        }
    }

    private static void Add(
        Dictionary<(PerformanceCounter, string), double> rates, IReadOnlyDictionary<string, double[]> from,
        IReadOnlyDictionary<string, double[]> to, double seconds,
        params (PerformanceCounter Counter, double Unit)[] counters)
    {
        foreach (var (name, counts) in to.Select(each => (each.Key, each.Value)))
        {
            if (!from.TryGetValue(name, out var before) || counts.Length < counters.Length
                || before.Length < counters.Length)
                continue;
            for (var i = 0; i < counters.Length; i++)
            {
                if (counts[i] >= before[i])
                    rates[(counters[i].Counter, name)] = (counts[i] - before[i]) / seconds / counters[i].Unit;
            }
        }
    }
}
