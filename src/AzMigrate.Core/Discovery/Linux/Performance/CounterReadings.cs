using System.Globalization;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Linux.Performance;

/// <summary>Reads the counters of a visit: a pure function.</summary>
internal static class CounterReadings
{
    private const double SectorBytes = 512; // of /proc/diskstats, whatever the disk's own are

    /// <summary>The readings in their order; one that is cut off or lacks processors is left out.</summary>
    public static IReadOnlyList<CounterReading> Parse(VisitText text)
    {
        var disks = BlockDevices.Read(text).Disks.ToDictionary(
            disk => disk.Name, BlockDevices.NameOf, StringComparer.Ordinal);
        var adapters = new HashSet<string>(HostAdapters.Names(text), StringComparer.Ordinal);
        var readings = new List<CounterReading>();
        // The last section of a reading is there only when the others are.
        for (var i = 0; i < text.Count("netdev"); i++)
        {
            var cpu = Numbers(text.Line("stat", i), 1);
            var uptime = Numbers(text.Line("uptime", i), 0);
            if (cpu.Count < 4 || uptime.Count == 0 || uptime[0] > CounterReading.LongestUptimeSeconds)
                continue;
            readings.Add(new CounterReading
            {
                UptimeSeconds = uptime[0],
                // user nice system idle iowait irq softirq steal; what guests ran is in user already.
                CpuTicks = cpu.Take(8).Sum(),
                IdleTicks = cpu[3] + (cpu.Count > 4 ? cpu[4] : 0),
                MemoryPercent = Memory(text.Lines("meminfo", i)),
                Disks = Disks(text.Lines("diskstats", i), disks),
                Adapters = Adapters(text.Lines("netdev", i), adapters),
            });
        }

        return readings;
    }

    private static double? Memory(IReadOnlyList<string> lines)
    {
        var total = HostHardware.MemoryKiB(lines, "MemTotal");
        // Kernels before 3.14 do not tell what is available.
        var available = HostHardware.MemoryKiB(lines, "MemAvailable") ?? HostHardware.MemoryKiB(lines, "MemFree")
            + (HostHardware.MemoryKiB(lines, "Buffers") ?? 0) + (HostHardware.MemoryKiB(lines, "Cached") ?? 0);
        return total is > 0 && available is { } free
            ? Math.Min(100, Math.Max(0, 100d * (total.Value - free) / total.Value)) : null;
    }

    // major minor name reads merged sectors ms writes merged sectors ms ...
    private static Dictionary<string, double[]> Disks(IReadOnlyList<string> lines, Dictionary<string, string> names)
    {
        var disks = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 11 || !names.TryGetValue(words[2], out var name))
                continue;
            var counts = Numbers(line, 3);
            if (counts.Count >= 7)
                disks[name] = [counts[0], counts[2] * SectorBytes, counts[4], counts[6] * SectorBytes];
        }

        return disks;
    }

    // "eth0: bytes packets errs drop fifo frame compressed multicast bytes ...", on old kernels without the space.
    private static Dictionary<string, double[]> Adapters(IReadOnlyList<string> lines, HashSet<string> names)
    {
        var adapters = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var at = line.LastIndexOf(':');
            if (at < 0 || !names.Contains(line.Substring(0, at).Trim()))
                continue;
            var counts = Numbers(line.Substring(at + 1), 0);
            if (counts.Count >= 9)
                adapters[line.Substring(0, at).Trim()] = [counts[0], counts[8]];
        }

        return adapters;
    }

    // Up to the first word that is none.
    private static List<double> Numbers(string line, int skipped)
    {
        var numbers = new List<double>();
        foreach (var word in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(skipped))
        {
            if (!double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                break;
            numbers.Add(number);
        }

        return numbers;
    }
}
