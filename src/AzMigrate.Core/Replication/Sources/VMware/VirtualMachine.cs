using System.Globalization;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>A virtual machine as its server tells it now.</summary>
internal sealed record VirtualMachine
{
    private static readonly VimPropertySet Properties = new("VirtualMachine",
    [
        "name", "capability.changeTrackingSupported", "config.bootOptions", "config.changeTrackingEnabled",
        "config.hardware.device", "config.template", "config.version", "guest.toolsRunningStatus", "recentTask",
        "runtime.connectionState", "runtime.consolidationNeeded", "runtime.powerState", "snapshot",
    ]);

    public required MoRef Reference { get; init; }

    public required string Name { get; init; }

    public PowerState Power { get; init; }

    /// <summary>
    /// Its disks, that of the operating system first; null where the server does not know its configuration.
    /// </summary>
    public IReadOnlyList<VirtualDisk>? Disks { get; init; }

    /// <summary>All snapshots, an older one before those made on it.</summary>
    public IReadOnlyList<MachineSnapshot> Snapshots { get; init; } = [];

    /// <summary>Operations that were lately begun on it.</summary>
    public IReadOnlyList<MoRef> Tasks { get; init; } = [];

    public bool TracksChanges { get; init; }

    /// <summary>False where it can never track changes.</summary>
    public bool CanTrackChanges { get; init; }

    /// <summary>Virtual hardware's version, such as 19; null when not told.</summary>
    public int? HardwareVersion { get; init; }

    public bool NeedsConsolidation { get; init; }

    public bool IsTemplate { get; init; }

    /// <summary>Such as <c>connected</c> or <c>inaccessible</c>.</summary>
    public string? ConnectionState { get; init; }

    /// <summary>True while VMware Tools run in the guest.</summary>
    public bool HasTools { get; init; }

    /// <summary>Asks the server; null when the machine is gone.</summary>
    public static async Task<VirtualMachine?> ReadAsync(IVimClient client, MoRef reference,
        CancellationToken cancellation)
    {
        VirtualMachine? machine = null;
        await foreach (var found in client.RetrieveObjectsAsync([reference], [Properties], cancellation)
            .ConfigureAwait(false))
            machine = Of(found);
        return machine;
    }

    private static VirtualMachine Of(VimObject found)
    {
        var version = HardwareVersionOf(found.Text("config.version"));
        return new VirtualMachine
        {
            Reference = found.Reference,
            Name = InventoryPath.Name(found.Text("name")) ?? found.Reference.Id,
            Power = found.Text("runtime.powerState") switch
            {
                "poweredOn" => PowerState.On,
                "poweredOff" => PowerState.Off,
                "suspended" => PowerState.Suspended,
                _ => PowerState.Unknown,
            },
            Disks = found["config.hardware.device"] is { } devices
                ? VirtualDisk.Read(devices, found["config.bootOptions"]) : null,
            Snapshots = [.. MachineSnapshot.Of(found["snapshot"]?.All("rootSnapshotList") ?? [])],
            Tasks = [.. (found["recentTask"]?.Items ?? []).Select(task => task.Reference).OfType<MoRef>()],
            TracksChanges = found["config.changeTrackingEnabled"]?.Bool == true,
            CanTrackChanges = found["capability.changeTrackingSupported"]?.Bool != false && version is null or >= 7,
            HardwareVersion = version,
            NeedsConsolidation = found["runtime.consolidationNeeded"]?.Bool == true,
            IsTemplate = found["config.template"]?.Bool == true,
            ConnectionState = found.Text("runtime.connectionState"),
            HasTools = found.Text("guest.toolsRunningStatus") == "guestToolsRunning",
        };
    }

    private static int? HardwareVersionOf(string? text) =>
        text is not null && text.StartsWith("vmx-", StringComparison.Ordinal)
            && int.TryParse(text.Substring(4), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version : null;
}
