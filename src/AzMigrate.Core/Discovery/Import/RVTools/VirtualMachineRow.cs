using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>A row of vInfo, and what the other tabs add to it.</summary>
internal sealed class VirtualMachineRow
{
    public required int Row { get; init; }

    /// <summary>
    /// True for templates, placeholders and unusable rows: rows of other tabs that belong to them are no orphans.
    /// </summary>
    public bool IsLeftOut { get; set; }

    /// <summary>The machine by vInfo; its cores and memory may be 0 until vCPU and vMemory are read.</summary>
    public Machine? Machine { get; set; }

    public int? Sockets { get; set; }

    public long? CpuMHz { get; set; }

    public long? ActiveMiB { get; set; }

    public long? ConsumedMiB { get; set; }

    public double PartitionCapacityMiB { get; set; }

    public double PartitionConsumedMiB { get; set; }

    public List<DiskRow>? Disks { get; set; }

    public List<NetworkAdapter>? Adapters { get; set; }
}
