using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>
/// A machine's disks and adapters: the instances by which the server counts, and the names that we give.
/// </summary>
internal sealed class MachineDevices
{
    private readonly Dictionary<string, string> _disks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _adapters = new(StringComparer.Ordinal);

    public MachineDevices(VimValue devices)
    {
        // The names are the inventory's: disks are named as the server counts them, adapters are counted by device key.
        foreach (var disk in DiskDevices.Read([.. devices.Items], null, new TextPool(), _ => { }))
            _disks[disk.Name] = disk.Name;
        foreach (var device in devices.Items)
        {
            if (device["macAddress"] is not null && device.TextOf("key") is { } key)
                _adapters[key] = AdapterDevices.NameOf(device, key);
        }
    }

    /// <summary>The instances of a scope that the server counts; one without a name for the machine itself.</summary>
    public IReadOnlyCollection<string> Instances(CounterScope scope) =>
        scope == CounterScope.Machine ? [""] : Names(scope).Keys;

    /// <summary>
    /// Our name of an instance; null for one that is none of the machine's, such as a host's own adapter. The sum over
    /// all instances is that of the only one where there is only one.
    /// </summary>
    public string? NameOf(CounterScope scope, string instance)
    {
        if (scope == CounterScope.Machine)
            return instance.Length == 0 ? "" : null;
        var names = Names(scope);
        if (names.TryGetValue(instance, out var name))
            return name;
        return instance.Length == 0 && names.Count == 1 ? names.Values.Single() : null;
    }

    private Dictionary<string, string> Names(CounterScope scope) =>
        scope == CounterScope.Disk ? _disks : _adapters;
}
