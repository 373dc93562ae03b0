using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Visits;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.Windows.Performance;

/// <summary>
/// Reads what Windows has counted since it started. The raw classes count all the time; the formatted ones show what
/// was done since somebody last asked, and nothing of the time before.
/// </summary>
internal sealed class CounterQueries(ICimClient client)
{
    public const string Processors =
        "SELECT Name, PercentIdleTime, Timestamp_PerfTime, Frequency_PerfTime FROM Win32_PerfRawData_PerfOS_Processor";

    private const string Memory = "SELECT AvailableBytes FROM Win32_PerfRawData_PerfOS_Memory";

    private const string Disks =
        "SELECT Name, DiskReadsPersec, DiskReadBytesPersec, DiskWritesPersec, DiskWriteBytesPersec "
        + "FROM Win32_PerfRawData_PerfDisk_PhysicalDisk";

    private const string Adapters =
        "SELECT Name, BytesReceivedPersec, BytesSentPersec FROM Win32_PerfRawData_Tcpip_NetworkInterface";

    private const string Total = "_Total";
    private static readonly string[] OfDisk =
        ["DiskReadsPersec", "DiskReadBytesPersec", "DiskWritesPersec", "DiskWriteBytesPersec"];
    private static readonly string[] OfAdapter = ["BytesReceivedPersec", "BytesSentPersec"];

    /// <summary>One reading; null where the processors' counters tell nothing.</summary>
    /// <param name="server">What the counters are of.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<CounterReading?> ReadAsync(CountedServer server, CancellationToken cancellation)
    {
        var processors = await client.AllAsync(CimQueries.Cim, Processors, cancellation).ConfigureAwait(false);
        var memory = await client.AllAsync(CimQueries.Cim, Memory, cancellation).ConfigureAwait(false);
        var disks = await client.AllAsync(CimQueries.Cim, Disks, cancellation).ConfigureAwait(false);
        var adapters = await client.AllAsync(CimQueries.Cim, Adapters, cancellation).ConfigureAwait(false);
        var each = processors.Where(
            row => row.GetString("Name") != Total && row.GetDouble("PercentIdleTime") is not null).ToList();
        if (each.Count == 0 || each[0].GetDouble("Frequency_PerfTime") is not > 0
            || each[0].GetDouble("Timestamp_PerfTime") is not double ticks)
            return null;
        var uptime = ticks / each[0].GetDouble("Frequency_PerfTime")!.Value;
        if (uptime is not (>= 0 and <= CounterReading.LongestUptimeSeconds))
            return null;
        return new CounterReading
        {
            UptimeSeconds = uptime,
            // Idle time is in units of 100 ns. The time of day, which Windows takes for the whole, can be set.
            CpuTicks = each.Count * uptime * TimeSpan.TicksPerSecond,
            IdleTicks = each.Sum(row => row.GetDouble("PercentIdleTime")!.Value),
            MemoryPercent = MemoryPercent(memory, server.MemoryBytes),
            Disks = Counts(disks, OfDisk, DiskOf, server.Disks),
            Adapters = Counts(adapters, OfAdapter, name => name, server.Adapters),
        };
    }

    private static double? MemoryPercent(List<CimRow> rows, double total) =>
        rows.Select(row => row.GetDouble("AvailableBytes")).FirstOrDefault() is double free && total > 0
            ? Math.Min(100, Math.Max(0, 100 * (total - free) / total)) : null;

    private static Dictionary<string, double[]> Counts(
        List<CimRow> rows, string[] counters, Func<string, string> instanceOf,
        IReadOnlyDictionary<string, string> names)
    {
        var counts = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.GetString("Name") is not string instance || !names.TryGetValue(instanceOf(instance), out var name))
                continue;
            var values = counters.Select(row.GetDouble).ToList();
            if (values.TrueForAll(value => value is not null))
                counts[name] = values.Select(value => value!.Value).ToArray();
        }
        return counts;
    }

    // "0 C: D:": the number of the disk, then the letters that it has at the moment.
    private static string DiskOf(string instance)
    {
        var space = instance.IndexOf(' ');
        return space < 0 ? instance : instance.Substring(0, space);
    }
}
