using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>How a machine's disks are known (rule D7).</summary>
internal enum DiskKnowledge
{
    /// <summary>Each disk is described.</summary>
    Described,

    /// <summary>Only totals are known: equal disks stand for them.</summary>
    Estimated,

    /// <summary>Nothing is known of any disk.</summary>
    Unknown,
}

/// <summary>One disk to be assessed.</summary>
internal sealed record SourceDisk(string Name, double SizeGiB, DiskUtilization? Stated);

/// <summary>The disks that stand for a machine (rule D7).</summary>
internal sealed class SourceDisks
{
    /// <summary>Most disks that an Azure VM can have, OS disk included (rule R6).</summary>
    public const int Most = 65;

    private const double BytesPerGiB = 1024d * 1024 * 1024;

    private SourceDisks(
        DiskKnowledge knowledge, int count, IReadOnlyList<SourceDisk> disks, bool loadIsShared = false) =>
        (Knowledge, Count, Disks, LoadIsShared) = (knowledge, count, disks, loadIsShared);

    /// <summary>How they are known.</summary>
    public DiskKnowledge Knowledge { get; }

    /// <summary>Number of disks: described, else announced, else 1 where storage is known at all, else 0.</summary>
    public int Count { get; }

    /// <summary>The disks, the OS disk first; none where more are announced than a VM can have.</summary>
    public IReadOnlyList<SourceDisk> Disks { get; }

    /// <summary>
    /// True when the disks are described and the figures stated for them are shares of totals (rule D8).
    /// </summary>
    public bool LoadIsShared { get; }

    /// <summary>The disks of a machine.</summary>
    public static SourceDisks Of(Machine machine)
    {
        if (machine.Disks.Count > 0)
            return Described(machine.Disks, machine.DiskTotals?.Utilization);

        var totals = machine.DiskTotals;
        var bytes = Positive(totals?.InUseBytes) ?? Positive(totals?.ProvisionedBytes);
        if (bytes is not long known)
            return new SourceDisks(DiskKnowledge.Unknown, Math.Max(totals?.DiskCount ?? 0, 0), []);
        var count = Math.Max(totals!.DiskCount ?? 1, 1);
        if (count > Most)
            return new SourceDisks(DiskKnowledge.Estimated, count, []);
        var share = Share(totals.Utilization, 1d / count);
        return new SourceDisks(
            DiskKnowledge.Estimated, count,
            [.. Enumerable.Range(1, count).Select(number => new SourceDisk(
                FormattableString.Invariant($"disk{number}"), known / BytesPerGiB / count, share))]);
    }

    private static SourceDisks Described(IReadOnlyList<MachineDisk> disks, DiskUtilization? totals)
    {
        var isShared = totals is not null && totals != new DiskUtilization()
            && disks.All(disk => disk.Utilization is null || disk.Utilization == new DiskUtilization());
        var capacity = disks.Sum(disk => (double)disk.CapacityBytes);
        return new SourceDisks(
            DiskKnowledge.Described, disks.Count,
            [.. disks.Select(disk => new SourceDisk(
                disk.Name, disk.CapacityBytes / BytesPerGiB,
                isShared ? Share(totals, PartOf(disk)) : disk.Utilization))],
            isShared);

        double PartOf(MachineDisk disk) => capacity > 0 ? disk.CapacityBytes / capacity : 1d / disks.Count;
    }

    private static long? Positive(long? bytes) => bytes > 0 ? bytes : null;

    private static DiskUtilization? Share(DiskUtilization? all, double part) => all is null ? null : new DiskUtilization
    {
        ReadOpsPerSecond = all.ReadOpsPerSecond * part,
        WriteOpsPerSecond = all.WriteOpsPerSecond * part,
        ReadMBps = all.ReadMBps * part,
        WriteMBps = all.WriteMBps * part,
    };
}
