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

    private SourceDisks(DiskKnowledge knowledge, int count, IReadOnlyList<SourceDisk> disks) =>
        (Knowledge, Count, Disks) = (knowledge, count, disks);

    /// <summary>How they are known.</summary>
    public DiskKnowledge Knowledge { get; }

    /// <summary>Number of disks: described, else announced, else 1 where storage is known at all, else 0.</summary>
    public int Count { get; }

    /// <summary>The disks, the OS disk first; none where more are announced than a VM can have.</summary>
    public IReadOnlyList<SourceDisk> Disks { get; }

    /// <summary>The disks of a machine.</summary>
    public static SourceDisks Of(Machine machine)
    {
        if (machine.Disks.Count > 0)
        {
            return new SourceDisks(
                DiskKnowledge.Described, machine.Disks.Count,
                [.. machine.Disks
                    .Select(disk => new SourceDisk(disk.Name, disk.CapacityBytes / BytesPerGiB, disk.Utilization))]);
        }

        var totals = machine.DiskTotals;
        var bytes = Positive(totals?.InUseBytes) ?? Positive(totals?.ProvisionedBytes);
        if (bytes is not long known)
            return new SourceDisks(DiskKnowledge.Unknown, Math.Max(totals?.DiskCount ?? 0, 0), []);
        var count = Math.Max(totals!.DiskCount ?? 1, 1);
        if (count > Most)
            return new SourceDisks(DiskKnowledge.Estimated, count, []);
        var share = Share(totals.Utilization, count);
        return new SourceDisks(
            DiskKnowledge.Estimated, count,
            [.. Enumerable.Range(1, count).Select(number => new SourceDisk(
                FormattableString.Invariant($"disk{number}"), known / BytesPerGiB / count, share))]);
    }

    private static long? Positive(long? bytes) => bytes > 0 ? bytes : null;

    private static DiskUtilization? Share(DiskUtilization? all, int count) => all is null ? null : new DiskUtilization
    {
        ReadOpsPerSecond = all.ReadOpsPerSecond / count,
        WriteOpsPerSecond = all.WriteOpsPerSecond / count,
        ReadMBps = all.ReadMBps / count,
        WriteMBps = all.WriteMBps / count,
    };
}
