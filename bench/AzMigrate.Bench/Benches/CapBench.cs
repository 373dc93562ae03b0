using System.Diagnostics;
using System.Globalization;
using AzMigrate.Bench.Measuring;
using AzMigrate.Replication;

namespace AzMigrate.Bench.Benches;

/// <summary>Copies under a bandwidth cap, as the receiver sees them: any ten seconds, not the average of all.</summary>
internal static class CapBench
{
    private const double MB = 1e6;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public static void Run()
    {
        var raw = DiskBench.Raw();
        Comparison.Write("## 20. Bandwidth cap, 1 GiB of data, at the receiver (goal: within 5 % over any 10 s)\n");
        Comparison.Write("| cap MB/s | disks | windows of 10 s | least MB/s | most MB/s | furthest off |");
        Comparison.Write("|---:|---:|---:|---:|---:|---:|");
        Measure(raw, cap: 40, disks: 1);
        Measure(raw, cap: 120, disks: 4);
        Comparison.Write("");
    }

    public static void Capped(string account, string raw, string cap, int disks)
    {
        var schedule = BandwidthSchedule.Parse(double.Parse(cap, CultureInfo.InvariantCulture), []);
        var access = new ReplicationAccess { Bandwidth = schedule };
        UploadBench.Replicate(new Uri(account), PageSink.Key, raw, disks, access, Work.Measure);
    }

    private static void Measure(string raw, double cap, int disks)
    {
        var arrivals = new List<(TimeSpan At, long Total)>();
        var clock = Stopwatch.StartNew();
        using var sink = new PageSink(bytes =>
        {
            lock (arrivals)
                arrivals.Add((clock.Elapsed, bytes + (arrivals.Count == 0 ? 0 : arrivals[^1].Total)));
        }).Start();
        var text = cap.ToString(CultureInfo.InvariantCulture);
        var subject = Subject.Of(
            "capped", nameof(Capped), sink.Account, raw, text, $"{disks}");
        ChildProcess.Run(subject);
        var rates = Rates(arrivals).Select(rate => rate / MB).ToList();
        Comparison.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"| {cap:0} | {disks} | {rates.Count:#,##0} | {rates.Min():0.0} | {rates.Max():0.0} "
                + $"| {rates.Max(rate => Math.Abs(rate / cap - 1)):0.0%} |"));
    }

    // Of each window that begins with an arrival and ends before the last one: bytes a second.
    private static IEnumerable<double> Rates(List<(TimeSpan At, long Total)> arrivals)
    {
        var end = 0;
        for (var start = 0; arrivals[start].At + Window < arrivals[^1].At; start++)
        {
            while (arrivals[end + 1].At <= arrivals[start].At + Window)
                end++;
            yield return (arrivals[end].Total - arrivals[start].Total) / Window.TotalSeconds;
        }
    }
}
