using AzMigrate.Discovery.HyperV.Machines;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV.Performance;

/// <summary>What of a host's VMs is needed to read its counters: who runs, and by which names.</summary>
internal sealed class CountedHost
{
    private CountedHost(
        IReadOnlyDictionary<string, CountedMachine> machines, IReadOnlyDictionary<string, string> byName,
        IReadOnlyCollection<string> shared, IReadOnlyDictionary<string, (string Vm, string Disk)> byPath)
    {
        Machines = machines;
        ByName = byName;
        SharedNames = shared;
        ByPath = byPath;
    }

    /// <summary>The VMs that run here, by id.</summary>
    public IReadOnlyDictionary<string, CountedMachine> Machines { get; }

    /// <summary>Ids by the display name's form in the counters, those that one VM alone has.</summary>
    public IReadOnlyDictionary<string, string> ByName { get; }

    /// <summary>Ids of VMs whose name another VM of the host has too.</summary>
    public IReadOnlyCollection<string> SharedNames { get; }

    /// <summary>VM and disk by the path's form in the counters, those that mean one disk alone.</summary>
    public IReadOnlyDictionary<string, (string Vm, string Disk)> ByPath { get; }

    /// <summary>Reads what runs off a host's rows.</summary>
    public static CountedHost Of(HostRows rows)
    {
        // Names are unambiguous among all VMs of the host: one that is off may start between two readings.
        var names = rows.Systems.GroupBy(
            system => CounterNames.OfMachine(system.Value.GetString("ElementName") ?? system.Key),
            system => system.Key, StringComparer.Ordinal).ToList();
        var disks = rows.Systems.Keys.SelectMany(vm => VirtualDisks.Of(rows.Resources[vm], rows.Media[vm])
            .Where(disk => disk.Path is not null)
            .Select(disk => (Path: CounterNames.OfPath(disk.Path!), vm, disk.Name)))
            .GroupBy(disk => disk.Path, StringComparer.Ordinal).Where(same => same.Count() == 1);
        return new CountedHost(
            rows.Systems
                .Where(system => VmStates.Power(system.Value) == PowerState.On && !VmStates.IsReplica(system.Value))
                .ToDictionary(
                    system => system.Key,
                    system => new CountedMachine(
                        system.Value.GetString("ElementName") ?? system.Key, system.Value.GetInt64("ProcessID") ?? 0,
                        ConfiguredMemory.Of(rows.Memory[system.Key])),
                    StringComparer.Ordinal),
            names.Where(same => same.Count() == 1)
                .ToDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal),
            new HashSet<string>(names.Where(same => same.Count() > 1).SelectMany(same => same), StringComparer.Ordinal),
            disks.ToDictionary(
                same => same.Key, same => (same.Single().vm, same.Single().Name), StringComparer.Ordinal));
    }
}

/// <summary>A VM that runs.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="ProcessId">The process that runs it: another one after each start and each move.</param>
/// <param name="Memory">Its memory; null when not told.</param>
internal sealed record CountedMachine(string Name, long ProcessId, ConfiguredMemory? Memory);
