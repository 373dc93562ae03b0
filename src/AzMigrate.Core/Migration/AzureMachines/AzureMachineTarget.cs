using System.Text.Json;
using System.Text.Json.Nodes;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>Makes Azure machines of page blobs, or of managed disks that were uploaded.</summary>
internal sealed class AzureMachineTarget(AzureConnection azure) : IMachineTarget
{
    private const string Activity = "Making the machine in Azure";

    public Task<IReadOnlyList<MigrateProblem>> CheckAsync(MachineLaunch launch, CancellationToken cancellation = default) =>
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
            progress?.Report(new MigrateProgress("Copying disks in Azure", disk.Name, Interlocked.Increment(ref done), launch.Disks.Count));
        })).ConfigureAwait(false);
    }

    public Task<ILaunchDisk> OpenDiskAsync(
        MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        return names.IsUploaded
            ? throw new MigrateException("Disk.NotReadable", $"Disk {disk.Name} was uploaded, and an upload cannot be read.",
                "Prepare the guest before the copy, by the script for it.", disk.Name)
            : Blobs(names).OpenAsync(launch.Disks.First(its => its.Key == disk.Key), cancellation);
    }

    public async Task CreateMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var owned = new OwnedResources(azure.Resources, names);
        var subnet = launch.SubnetId ?? throw new ArgumentException("No subnet.", nameof(launch));
        Report("disks", 0);
        await Task.WhenAll(launch.Settings.Disks.Select(disk => MakeDiskAsync(launch, names, owned, disk, cancellation))).ConfigureAwait(false);
        Report("network interface", 1);
        await owned.EnsureAsync(names.InterfaceId, ApiVersions.Networks, () => MachineBody.Interface(names, subnet), cancellation)
            .ConfigureAwait(false);
        Report("machine", 2);
        await owned.EnsureAsync(names.MachineId, ApiVersions.Machines, () => MachineBody.Machine(names, launch.Settings), cancellation)
            .ConfigureAwait(false);
        // A new one starts by itself; one that was taken on may have been stopped meanwhile.
        if (await GetMachineAsync(launch, cancellation).ConfigureAwait(false) is { IsRunning: false } machine
            && machine.State is "VM stopped" or "VM deallocated")
        {
            await azure.Resources.PostAsync(names.MachineId, "start", ApiVersions.Machines, null, cancellation).ConfigureAwait(false);
        }
        Report("running", 3);

        void Report(string status, int step) => progress?.Report(new MigrateProgress(Activity, $"{names.Machine}: {status}", step, 3));
    }

    public async Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var machine = await azure.Resources.GetAsync(names.MachineId, ApiVersions.Machines, cancellation).ConfigureAwait(false);
        if (machine is not JsonElement its || !new OwnedResources(azure.Resources, names).IsOurs(its))
            return null;
        var view = await azure.Resources.GetAsync(names.MachineId + "/instanceView", ApiVersions.Machines, cancellation).ConfigureAwait(false);
        var network = await azure.Resources.GetAsync(names.InterfaceId, ApiVersions.Networks, cancellation).ConfigureAwait(false);
        var power = view?.Items("statuses").FirstOrDefault(status => (status.Text("code") ?? "").StartsWith("PowerState/", StringComparison.Ordinal));
        var state = power?.Text("displayStatus") ?? AzureResources.ProvisioningState(its) ?? "unknown";
        var addresses = network?.Items("properties", "ipConfigurations")
            .Select(configuration => configuration.Text("properties", "privateIPAddress")).OfType<string>().ToList() ?? [];
        return new LaunchedMachine(
            names.MachineId, names.Machine, state, power?.Text("code") == "PowerState/running", addresses,
            view?.Items("vmAgent", "statuses").Select(status => status.Text("displayStatus")).FirstOrDefault());
    }

    public async Task RemoveMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        var names = new LaunchNames(launch);
        var owned = new OwnedResources(azure.Resources, names);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", names.Machine, 0, 3));
        await owned.RemoveAsync(names.MachineId, ApiVersions.Machines, cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", names.Interface, 1, 3));
        await owned.RemoveAsync(names.InterfaceId, ApiVersions.Networks, cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress("Removing the machine from Azure", "disks", 2, 3));
        foreach (var disk in launch.Settings.Disks)
            await owned.RemoveAsync(names.DiskId(disk.Name), ApiVersions.Disks, cancellation).ConfigureAwait(false);
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
        return new LaunchBlobs(azure.Container(endpoint, names.Target.Container), names, azure.RetryDelay, azure.PollInterval);
    }

    private async Task MakeDiskAsync(
        MachineLaunch launch, LaunchNames names, OwnedResources owned, ReplicatedDiskSettings disk, CancellationToken cancellation)
    {
        var id = names.DiskId(disk.Name);
        if (names.IsUploaded)
        {
            await CheckUploadedAsync(launch, id, owned, cancellation).ConfigureAwait(false);
            return;
        }
        var copy = launch.Disks.First(its => its.Key == disk.Key);
        await owned.EnsureAsync(id, ApiVersions.Disks, () => ManagedDiskBody.Of(names.Target, disk, new JsonObject
        {
            ["createOption"] = "Import",
            ["sourceUri"] = Blobs(names).Address(copy).AbsoluteUri,
            ["storageAccountId"] = names.Target.StorageAccountId,
        }, names.Tags), cancellation).ConfigureAwait(false);
    }

    private async Task CheckUploadedAsync(MachineLaunch launch, string id, OwnedResources owned, CancellationToken cancellation)
    {
        var there = await azure.Resources.GetAsync(id, ApiVersions.Disks, cancellation).ConfigureAwait(false)
            ?? throw ReplicaErrors.Gone(id.Substring(id.LastIndexOf('/') + 1), "is not there");
        if (there.Text("tags", AzureTags.Replication) != AzureTags.Value(launch.ReplicationId))
            throw owned.NameTaken(id);
        if (there.Text("properties", "diskState") is "ReadyToUpload" or "ActiveUpload")
            throw ReplicaErrors.NotWhole(id.Substring(id.LastIndexOf('/') + 1));
    }
}
