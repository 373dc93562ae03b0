using AzMigrate.Performance;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>What a counter is of, and so which instances it has.</summary>
internal enum CounterScope
{
    /// <summary>The machine itself: the instance without a name.</summary>
    Machine,

    /// <summary>Each virtual disk, such as <c>scsi0:0</c>.</summary>
    Disk,

    /// <summary>Each network adapter, by its device key, such as <c>4000</c>.</summary>
    Adapter,
}

/// <summary>A counter that is collected. Its number differs from server to server; its name does not.</summary>
/// <param name="Counter">The counter as it is stored.</param>
/// <param name="Name">Group, name and roll-up.</param>
/// <param name="Scope">What it is of.</param>
internal sealed record CollectedCounter(PerformanceCounter Counter, string Name, CounterScope Scope)
{
    /// <summary>
    /// The counters that sizes are chosen by: Azure Migrate's appliance reads the same eight
    /// (learn.microsoft.com/azure/migrate/discovered-metadata).
    /// </summary>
    public static IReadOnlyList<CollectedCounter> All { get; } =
    [
        new(PerformanceCounter.CpuPercent, "cpu.usage.average", CounterScope.Machine),
        new(PerformanceCounter.MemoryPercent, "mem.usage.average", CounterScope.Machine),
        new(PerformanceCounter.DiskReadMBps, "virtualDisk.read.average", CounterScope.Disk),
        new(PerformanceCounter.DiskWriteMBps, "virtualDisk.write.average", CounterScope.Disk),
        new(PerformanceCounter.DiskReadOpsPerSecond, "virtualDisk.numberReadAveraged.average", CounterScope.Disk),
        new(PerformanceCounter.DiskWriteOpsPerSecond, "virtualDisk.numberWriteAveraged.average", CounterScope.Disk),
        new(PerformanceCounter.NetworkInMBps, "net.received.average", CounterScope.Adapter),
        new(PerformanceCounter.NetworkOutMBps, "net.transmitted.average", CounterScope.Adapter),
    ];
}
