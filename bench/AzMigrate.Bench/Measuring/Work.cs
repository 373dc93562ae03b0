using System.Diagnostics;
using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>A child's side: measures the work alone, without what prepares it, and tells the parent.</summary>
internal static class Work
{
    public const string Mark = "@bench";
    public const string CountMark = "@count";

    /// <param name="work">Gives how much it did: rows, machines, points. The parent prints it as the proof.</param>
    public static void Measure(Func<long> work)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var count = work();
        var wall = watch.Elapsed;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Mark} {wall.TotalSeconds} {cpu.TotalSeconds} {allocated} {count}"));
    }

    /// <summary>Tells what was done where the whole process is measured.</summary>
    public static void Tell(long count) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{CountMark} {count}"));
}
