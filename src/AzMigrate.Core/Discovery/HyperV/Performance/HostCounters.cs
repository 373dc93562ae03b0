using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Visits;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.HyperV.Performance;

/// <summary>
/// Reads what a host has counted of its VMs since they started there. The raw classes count all the time; the formatted
/// ones show what was done since somebody last asked, and nothing of the time before.
/// </summary>
internal sealed class HostCounters(ICimClient client)
{
    /// <summary>Virtual processors: time in which the guest's code ran, in 100 ns.</summary>
    public const string ProcessorsQuery = "SELECT Name, PercentGuestRunTime, Timestamp_PerfTime, Frequency_PerfTime "
        + "FROM Win32_PerfRawData_HvStats_HyperVHypervisorVirtualProcessor";

    private const string MemoryQuery = "SELECT Name, CurrentPressure, GuestVisiblePhysicalMemory FROM "
        + "Win32_PerfRawData_BalancerStats_HyperVDynamicMemoryVM";

    private const string DisksQuery = "SELECT Name, ReadOperationsPerSec, ReadBytesPersec, WriteOperationsPerSec, "
        + "WriteBytesPersec FROM Win32_PerfRawData_Counters_HyperVVirtualStorageDevice";

    private const string AdaptersQuery = "SELECT Name, BytesReceivedPersec, BytesSentPersec FROM "
        + "Win32_PerfRawData_NvspNicStats_HyperVVirtualNetworkAdapter";

    private const string LegacyAdaptersQuery = "SELECT Name, BytesReceivedPersec, BytesSentPersec FROM "
        + "Win32_PerfRawData_EthernetPerfProvider_HyperVLegacyNetworkAdapter";

    private static readonly string[] OfDisk =
        ["ReadOperationsPerSec", "ReadBytesPersec", "WriteOperationsPerSec", "WriteBytesPersec"];

    private static readonly string[] OfAdapter = ["BytesReceivedPersec", "BytesSentPersec"];

    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Classes that the host lacks, in the order of their names.</summary>
    public IReadOnlyList<string> MissingClasses => [.. _missing.OrderBy(name => name, StringComparer.Ordinal)];

    /// <summary>One reading of each VM that the processors' counters tell of.</summary>
    /// <param name="host">The VMs and their names.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MigrateException">The processors' counters cannot be read.</exception>
    public async Task<Dictionary<string, CounterReading>> ReadAsync(CountedHost host, CancellationToken cancellation)
    {
        var processors = await client.AllAsync(CimQueries.Cim, ProcessorsQuery, cancellation).ConfigureAwait(false);
        var memory = MemoryOf(host, await TryAsync(MemoryQuery, cancellation).ConfigureAwait(false));
        var disks = DisksOf(host, await TryAsync(DisksQuery, cancellation).ConfigureAwait(false));
        var adapters = AdaptersOf(
            [
                .. await TryAsync(AdaptersQuery, cancellation).ConfigureAwait(false),
                .. await TryAsync(LegacyAdaptersQuery, cancellation).ConfigureAwait(false),
            ]);
        var readings = new Dictionary<string, CounterReading>(StringComparer.Ordinal);
        if (Uptime(processors) is not (>= 0 and <= CounterReading.LongestUptimeSeconds and var uptime))
            return readings;
        var byVm = ProcessorsOf(host, processors);
        foreach (var vm in host.Machines.Keys)
        {
            // Without a name of its own there is no telling whose processors they are; disks and adapters have ids.
            var own = byVm.TryGetValue(vm, out var rows) ? rows : [];
            // The guest's time is in units of 100 ns; the time of day, which Windows takes for the whole, can be set.
            var ticks = own.Count * uptime * TimeSpan.TicksPerSecond;
            readings.Add(vm, new CounterReading
            {
                UptimeSeconds = uptime,
                CpuTicks = ticks,
                IdleTicks = ticks - own.Sum(row => row.GetDouble("PercentGuestRunTime") ?? 0),
                MemoryPercent = memory.TryGetValue(vm, out var percent) ? percent : null,
                Disks = disks.TryGetValue(vm, out var ofDisks) ? ofDisks : [],
                Adapters = adapters.TryGetValue(vm, out var ofAdapters) ? ofAdapters : [],
            });
        }

        return readings;
    }

    private static double? Uptime(List<CimRow> rows) => rows
        .Where(row => row.GetDouble("Frequency_PerfTime") > 0)
        .Select(row => row.GetDouble("Timestamp_PerfTime") / row.GetDouble("Frequency_PerfTime")).FirstOrDefault();

    private static Dictionary<string, List<CimRow>> ProcessorsOf(CountedHost host, List<CimRow> rows)
    {
        var byVm = new Dictionary<string, List<CimRow>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.GetString("Name") is not { } instance || CounterNames.OfProcessor(instance) is not { } name
                || !host.ByName.TryGetValue(name, out var vm))
                continue;
            if (!byVm.TryGetValue(vm, out var own))
                byVm.Add(vm, own = []);
            own.Add(row);
        }

        return byVm;
    }

    // Pressure is what the guest wants in percent of what it has at the moment. Fixed memory has no such figure.
    private static Dictionary<string, double> MemoryOf(CountedHost host, List<CimRow> rows)
    {
        var percents = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.GetString("Name") is { } name && host.ByName.TryGetValue(CounterNames.OfMachine(name), out var vm)
                && host.Machines.TryGetValue(vm, out var machine)
                && machine.Memory is { IsDynamic: true, MiB: > 0 } memory
                && row.GetDouble("CurrentPressure") is { } pressure
                && row.GetDouble("GuestVisiblePhysicalMemory") is { } visible)
                percents[vm] = pressure * visible / memory.MiB;
        }

        return percents;
    }

    private static Dictionary<string, Dictionary<string, double[]>> DisksOf(CountedHost host, List<CimRow> rows) =>
        ByVm(rows, OfDisk, name => host.ByPath.TryGetValue(CounterNames.OfPath(name), out var disk) ? disk : null);

    private static Dictionary<string, Dictionary<string, double[]>> AdaptersOf(List<CimRow> rows) =>
        ByVm(rows, OfAdapter, CounterNames.OfAdapter);

    private static Dictionary<string, Dictionary<string, double[]>> ByVm(
        List<CimRow> rows, string[] counters, Func<string, (string Vm, string Device)?> deviceOf)
    {
        var byVm = new Dictionary<string, Dictionary<string, double[]>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.GetString("Name") is not { } instance || deviceOf(instance) is not { } device)
                continue;
            var values = counters.Select(row.GetDouble).ToList();
            if (!values.TrueForAll(value => value is not null))
                continue;
            if (!byVm.TryGetValue(device.Vm, out var devices))
                byVm.Add(device.Vm, devices = new Dictionary<string, double[]>(StringComparer.Ordinal));
            devices[device.Device] = values.Select(value => value!.Value).ToArray();
        }

        return byVm;
    }

    private async Task<List<CimRow>> TryAsync(string query, CancellationToken cancellation)
    {
        try
        {
            return await client.AllAsync(CimQueries.Cim, query, cancellation).ConfigureAwait(false);
        }
        catch (MigrateException error) when (error.Code == CimErrors.ClassNotFoundCode)
        {
            if (query != LegacyAdaptersQuery)
                _missing.Add(WqlText.ClassOf(query));
            return [];
        }
    }
}
