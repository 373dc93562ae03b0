using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>
/// What a machine needs of cores, memory and network, and what is to be said about the data (rules U2 to U6).
/// </summary>
internal sealed class EffectiveUse
{
    private const double AveragedShare = 0.25;

    private EffectiveUse(double cores, double memoryMiB, double networkMbps, List<AssessmentNote> notes) =>
        (Cores, MemoryMiB, NetworkMbps, Notes) = (cores, memoryMiB, networkMbps, notes);

    /// <summary>vCPUs needed, not rounded.</summary>
    public double Cores { get; }

    /// <summary>Memory needed in MiB, not rounded.</summary>
    public double MemoryMiB { get; }

    /// <summary>Outgoing network needed in Mbit/s; 0 as-on-premises.</summary>
    public double NetworkMbps { get; }

    /// <summary>Notes in the order of the rules.</summary>
    public IReadOnlyList<AssessmentNote> Notes { get; }

    /// <summary>The effective use of a machine.</summary>
    public static EffectiveUse Of(MachineReading reading, Observation observed, AssessmentSettings settings)
    {
        var machine = reading.Machine;
        var byUse = settings.SizingCriterion == SizingCriterion.PerformanceBased;
        var onAllocated = settings.ComfortFactorOnAllocated ? settings.ComfortFactor : 1;
        double Need(double allocated, double? percent) => byUse && percent is double used
            ? allocated * used / 100 * settings.ComfortFactor : allocated * onAllocated;

        var cores = Need(machine.Cores, observed.Use.CpuPercent);
        var memory = Need(machine.MemoryMiB, observed.Use.MemoryPercent);
        var network = byUse ? observed.NetworkOut.Sum(value => value * settings.ComfortFactor) * 8 : 0;

        var notes = new List<AssessmentNote>();
        if (byUse)
            AddMissingRates(machine, observed, notes);
        if (cores > machine.Cores || memory > machine.MemoryMiB)
        {
            notes.Add(Note("U3", "NeedAboveAllocated",
                FormattableString.Invariant($"The need is {cores:0.##} cores and {memory:0} MiB where {machine.Cores} cores and {machine.MemoryMiB} MiB are allocated.")));
        }

        if (byUse)
        {
            AddFallbacks(observed, notes);
            AddHistory(reading, observed, notes);
        }

        if (reading.LinkedRecords is { } linked)
            notes.Add(linked);
        if (byUse && reading.PerformanceOfRecords is { } performance)
            notes.Add(performance);

        return new EffectiveUse(cores, memory, network, notes);
    }

    /// <summary>
    /// True when some counter has averages longer than 10 minutes over more than a quarter of the window (rule U6).
    /// </summary>
    public static bool IsAveraged(MachineHistory history) => history.Series.Any(series =>
        series.Blocks.Where(block => block.Kind == PointKind.Average && block.Interval > Coverage.LongestInterval)
            .Sum(block => Coverage.CoveredTicks(block)) > AveragedShare * history.Window.Duration.Ticks);

    private static void AddMissingRates(Machine machine, Observation observed, List<AssessmentNote> notes)
    {
        var incomplete = observed.Disks.Count(disk =>
            disk is null or { ReadOpsPerSecond: null } or { WriteOpsPerSecond: null } or { ReadMBps: null }
                or { WriteMBps: null });
        if (incomplete > 0)
        {
            notes.Add(Note("U2", "DiskCountersMissing", FormattableString.Invariant(
                $"{incomplete} of {observed.Disks.Count} disks lack performance figures; those count as 0 in the machine's sums.")));
        }

        if (observed.NetworkOut.Count == 0 && machine.NetworkAdapterCount != 0)
        {
            notes.Add(Note("U2", "MegabytesOfDataTransmittedMissing",
                "Outgoing network traffic is not known; it counts as 0."));
        }
    }

    private static void AddFallbacks(Observation observed, List<AssessmentNote> notes)
    {
        if (observed.Use.CpuPercent is null)
        {
            notes.Add(Note("U4", "PercentageOfCoresUtilizedMissing",
                "CPU utilisation is not known; the allocated cores count."));
        }

        if (observed.Use.MemoryPercent is null)
        {
            notes.Add(Note("U4", "PercentageOfMemoryUtilizedMissing",
                "Memory utilisation is not known; the allocated memory counts."));
        }
    }

    private static void AddHistory(MachineReading reading, Observation observed, List<AssessmentNote> notes)
    {
        if (reading.History is null)
            return;
        if (IsAveraged(reading.History))
        {
            notes.Add(Note("U6", "HistoryIsAveraged",
                "More than a quarter of the window comes from averages longer than 10 minutes, which hide peaks."));
        }

        if (reading.MemorySource == SourceKind.VMware && observed.MemoryIsCollected)
        {
            notes.Add(Note("U6", "MemoryIsActiveMemory",
                "VMware reports active memory, which can be far below what the guest has in use."));
        }
    }

    private static AssessmentNote Note(string rule, string code, string message) =>
        new() { Rule = rule, Code = code, Message = message };
}
