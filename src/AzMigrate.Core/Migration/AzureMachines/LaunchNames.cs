using Azure.Core;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>Names, ids and tags of what is made for a launch.</summary>
internal sealed class LaunchNames
{
    public const string MachineType = "Microsoft.Compute/virtualMachines";
    public const string InterfaceType = "Microsoft.Network/networkInterfaces";
    public const string DiskType = "Microsoft.Compute/disks";

    // A test stands beside the machine; nothing of it may have the machine's names.
    private readonly string _suffix;

    public LaunchNames(MachineLaunch launch)
    {
        Target = launch.Settings.Azure ?? throw new ArgumentException("No target in Azure.", nameof(launch));
        Launch = launch.Purpose == LaunchPurpose.Test ? "test" : "cutover";
        _suffix = launch.Purpose == LaunchPurpose.Test ? "-test" : "";
        IsUploaded = launch.Settings.ReplicaKind == ReplicaKind.ManagedDisk;
        Tags = new Dictionary<string, string>
        {
            [AzureTags.Replication] = AzureTags.Value(launch.ReplicationId), [AzureTags.Launch] = Launch,
        };
    }

    public AzureTarget Target { get; }

    /// <summary><c>test</c> or <c>cutover</c>.</summary>
    public string Launch { get; }

    /// <summary>True when the copies are managed disks already, which the machine is made of as they are.</summary>
    public bool IsUploaded { get; }

    public IReadOnlyDictionary<string, string> Tags { get; }

    public string Machine => Target.VMName + _suffix;

    public string Interface => Machine + "-nic";

    public string MachineId => Id(MachineType, Machine);

    public ResourceIdentifier InterfaceId => new(Id(InterfaceType, Interface));

    /// <summary>Name of the managed disk that the machine has.</summary>
    public string Disk(string name) => IsUploaded ? name : name + _suffix;

    public string DiskId(string name) => Id(DiskType, Disk(name));

    /// <summary>The blob that a managed disk is made of.</summary>
    public string CopyBlob(ReplicaDisk disk) => BlobOwner.BlobName($"{disk.Name}-{Launch}");

    private string Id(string type, string name) => ManagedDiskBody.ResourceId(Target, type, name);
}
