using AzMigrate.Discovery.Cim;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>
/// What counts as a VM's memory. Fixed memory is what it has. Of dynamic memory it is the most that somebody allowed;
/// where nobody did, Hyper-V's own limit of 1 TiB stands, and what the VM starts with counts.
/// </summary>
/// <param name="MiB">The memory in MiB.</param>
/// <param name="IsDynamic">True for dynamic memory.</param>
internal readonly record struct ConfiguredMemory(long MiB, bool IsDynamic)
{
    private const long NoLimitMiB = 1_048_576;

    /// <summary>Reads a VM's memory; null when its settings do not tell.</summary>
    public static ConfiguredMemory? Of(IEnumerable<CimRow> settings)
    {
        if (settings.FirstOrDefault(row => row.GetInt64("VirtualQuantity") > 0) is not { } memory)
            return null;
        var start = memory.GetInt64("VirtualQuantity")!.Value;
        if (memory.GetBoolean("DynamicMemoryEnabled") != true)
            return new ConfiguredMemory(start, false);
        var limit = memory.GetInt64("Limit") ?? 0;
        return new ConfiguredMemory(limit is > 0 and < NoLimitMiB ? Math.Max(limit, start) : start, true);
    }
}
