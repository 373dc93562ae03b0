using Azure.Core;
using Azure.ResourceManager.Compute.Models;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>Makes Azure machines of page blobs, or of managed disks that were uploaded.</summary>
internal sealed class AzureMachineTarget(AzureConnection azure) : IMachineTarget
{
    private const string Activity = "Making the machine in Azure";

    public Task<IReadOnlyList<MigrateProblem>> CheckAsync(
        MachineLaunch launch, CancellationToken cancellation = default) =>
        new LaunchChecks(azure, launch).RunAsync(cancellation);

    public async Task CopyDisksAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        if (names.IsUploaded)
            return;
        var blobs = Blobs(names);
        foreach (var disk in launch.Disks)
        {
            // All that was made of an earlier state goes: a machine of disks of two states is broken.
            if (await blobs.IsStaleAsync(disk, cancellation).ConfigureAwait(false))
            {
                await RemoveMachineAsync(launch, progress, cancellation).ConfigureAwait(false);
                break;
            }
        }
        var done = 0;
        progress?.Report(new MigrateProgress("Copying disks in Azure", names.Machine, 0, launch.Disks.Count));
        await Task.WhenAll(launch.Disks.Select(async disk =>
        {
            await blobs.CopyAsync(disk, cancellation).ConfigureAwait(false);
            progress?.Report(new MigrateProgress(
                "Copying disks in Azure", disk.Name, Interlocked.Increment(ref done), launch.Disks.Count));
        })).ConfigureAwait(false);
    }

    public Task<ILaunchDisk> OpenDiskAsync(
        MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        return names.IsUploaded
            ? throw new MigrateException(
                "Disk.NotReadable", $"Disk {disk.Name} was uploaded, and an upload cannot be read.",
                    "Prepare the guest before the copy, by the script for it.", disk.Name)
            : Blobs(names).OpenAsync(launch.Disks.First(its => its.Key == disk.Key), cancellation);
    }

    public async Task CreateMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var owned = new OwnedResources(names);
        var subnet = launch.SubnetId ?? throw new ArgumentException("No subnet.", nameof(launch));
        Report("disks", 0);
        await Task.WhenAll(launch.Settings.Disks.Select(
            disk => MakeDiskAsync(launch, names, owned, disk, cancellation))).ConfigureAwait(false);
        Report("network interface", 1);
        await owned.EnsureAsync(Interface(names), () => MachineBody.Interface(names, subnet), cancellation)
            .ConfigureAwait(false);
        Report("machine", 2);
        var made = azure.Machine(names.MachineId);
        await owned.EnsureAsync(made, () => MachineBody.Machine(names, launch.Settings), cancellation)
            .ConfigureAwait(false);
        // A new one starts by itself; one that was taken on may have been stopped meanwhile.
        if (await GetMachineAsync(launch, cancellation).ConfigureAwait(false) is { IsRunning: false } machine
            && machine.State is "VM stopped" or "VM deallocated")
        {
            await made.StartAsync(cancellation).ConfigureAwait(false);
        }
        Report("running", 3);

        void Report(string status, int step) =>
            progress?.Report(new MigrateProgress(Activity, $"{names.Machine}: {status}", step, 3));
    }

    public async Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var machine = azure.Machine(names.MachineId);
        if (await machine.FindAsync(cancellation).ConfigureAwait(false) is not { } its
            || !new OwnedResources(names).IsOurs(its))
            return null;
        var view = await machine.ViewAsync(cancellation).ConfigureAwait(false);
        var network = await Interface(names).FindAsync(cancellation).ConfigureAwait(false);
        var power = view?.Statuses.FirstOrDefault(status =>
            status.Code?.StartsWith("PowerState/", StringComparison.Ordinal) == true);
        var state = power?.DisplayStatus ?? its.ProvisioningState ?? "unknown";
        var addresses = network is null ? [] : UntypedResource.Properties(network).Items("ipConfigurations")
            .Select(configuration => configuration.Text("properties", "privateIPAddress")).OfType<string>().ToList();
        return new LaunchedMachine(
            names.MachineId, names.Machine, state, power?.Code == "PowerState/running", addresses,
            view?.VmAgent?.Statuses.Select(status => status.DisplayStatus).FirstOrDefault());
    }

    public async Task RemoveMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var owned = new OwnedResources(names);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", names.Machine, 0, 3));
        await owned.RemoveAsync(azure.Machine(names.MachineId), cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", names.Interface, 1, 3));
        await owned.RemoveAsync(Interface(names), cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", "disks", 2, 3));
        foreach (var disk in launch.Settings.Disks)
            await owned.RemoveAsync(azure.Disk(names.DiskId(disk.Name)), cancellation).ConfigureAwait(false);
        await RemoveLeftoversAsync(launch, cancellation).ConfigureAwait(false);
    }

    public async Task RemoveLeftoversAsync(MachineLaunch launch, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        if (names.IsUploaded)
            return;
        foreach (var disk in launch.Disks)
            await Blobs(names).RemoveAsync(disk, cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => default;

    private LaunchBlobs Blobs(LaunchNames names)
    {
        var endpoint = names.Target.BlobEndpoint ?? throw new ArgumentException("No blob endpoint.", nameof(names));
        return new LaunchBlobs(
            azure.Container(endpoint, names.Target.Container), names, azure.RetryDelay, azure.PollInterval);
    }

    private UntypedResource Interface(LaunchNames names) => azure.Untyped(names.InterfaceId);

    private async Task MakeDiskAsync(
        MachineLaunch launch, LaunchNames names, OwnedResources owned, ReplicatedDiskSettings disk,
        CancellationToken cancellation)
    {
        var managed = azure.Disk(names.DiskId(disk.Name));
        if (names.IsUploaded)
        {
            await CheckUploadedAsync(launch, managed, owned, cancellation).ConfigureAwait(false);
            return;
        }
        var copy = launch.Disks.First(its => its.Key == disk.Key);
        await owned.EnsureAsync(managed, () => ManagedDiskBody.Of(names.Target, disk, new(DiskCreateOption.Import)
        {
            SourceUri = Blobs(names).Address(copy),
            StorageAccountId = names.Target.StorageAccountId is string id ? new ResourceIdentifier(id) : null,
        }, names.Tags), cancellation).ConfigureAwait(false);
    }

    private static async Task CheckUploadedAsync(
        MachineLaunch launch, ManagedDisk disk, OwnedResources owned, CancellationToken cancellation)
    {
        var there = await disk.FindAsync(cancellation).ConfigureAwait(false)
            ?? throw ReplicaErrors.Gone(disk.Id.Name, "is not there");
        if (!there.Tags.TryGetValue(AzureTags.Replication, out var replication)
            || replication != AzureTags.Value(launch.ReplicationId))
            throw owned.NameTaken(disk.Id);
        if (there.DiskState == DiskState.ReadyToUpload || there.DiskState == DiskState.ActiveUpload)
            throw ReplicaErrors.NotWhole(disk.Id.Name);
    }
}
