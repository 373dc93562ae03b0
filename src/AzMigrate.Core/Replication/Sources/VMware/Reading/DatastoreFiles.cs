using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;
using AzMigrate.Replication.DiskFormats.Vmdk;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// Finds the files of a disk in its datastore, whose ranges the server gives while the machine is off: a running
/// machine locks them. Only flat files are the disk's bytes.
/// </summary>
internal sealed class DatastoreFiles(IVimClient client)
{
    /// <summary>True where the disk is read so.</summary>
    public static bool CanRead(VirtualMachine machine, VirtualDisk disk) =>
        machine.Power == PowerState.Off && !disk.HasParent && disk.Backing == "VirtualDiskFlatVer2BackingInfo";

    /// <summary>Opens a disk that no snapshot lies under.</summary>
    public async Task<IDiskReader> OpenAsync(
        VirtualMachine machine, VirtualDisk disk, CancellationToken cancellation)
    {
        var datacenter = disk.Datastore is { } datastore
            ? await DatacenterPath.ReadAsync(client, datastore, cancellation).ConfigureAwait(false) : null;
        if (disk.RootFile is null || VimFile.Parse(datacenter, disk.RootFile) is not { } file)
            throw VMwareErrors.DiskNotFlat(machine.Name, disk, "the server names no file of it");
        return new DatastoreReader(client.Files, await FlatFilesAsync(machine, disk, file, cancellation)
            .ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<DatastoreReader.Part>> FlatFilesAsync(
        VirtualMachine machine, VirtualDisk disk, VimFile file, CancellationToken cancellation)
    {
        var parts = new List<DatastoreReader.Part>();
        long start = 0;
        foreach (var extent in (await DescriptorAsync(machine, disk, file, cancellation).ConfigureAwait(false)).Extents)
        {
            if (extent.Kind is not ("VMFS" or "FLAT") || extent.FileName.IndexOfAny(['/', '\\', ':']) >= 0)
                throw VMwareErrors.DiskNotFlat(machine.Name, disk, $"its file has an extent of the kind {extent.Kind}");
            var flat = file.Beside(extent.FileName);
            var length = await client.Files.LengthAsync(flat, cancellation).ConfigureAwait(false);
            if (length < extent.FileOffset + extent.Bytes)
                throw DiskErrors.Truncated(flat.ToString(), length, "a part of the disk");
            parts.Add(new DatastoreReader.Part(flat, start, extent.FileOffset, extent.Bytes));
            start += extent.Bytes;
        }
        return start == disk.CapacityBytes ? parts
            : throw VMwareErrors.DiskMismatch(machine.Name, disk, "its file in the datastore", start);
    }

    private async Task<VmdkDescriptor> DescriptorAsync(
        VirtualMachine machine, VirtualDisk disk, VimFile file, CancellationToken cancellation)
    {
        var length = await client.Files.LengthAsync(file, cancellation).ConfigureAwait(false);
        if (length > VmdkDescriptor.MaxBytes)
            throw VMwareErrors.DiskNotFlat(machine.Name, disk, "its file holds data beside the description");
        var text = new byte[length];
        await client.Files.ReadAsync(file, 0, text, cancellation).ConfigureAwait(false);
        return VmdkDescriptor.IsOne(text)
            ? VmdkDescriptor.Parse(text, file.ToString())
            : throw VMwareErrors.DiskNotFlat(machine.Name, disk, "its file does not describe it");
    }
}
