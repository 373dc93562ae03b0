using AzMigrate.Guests.Bytes;
using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.FileSystems.Ext;
using AzMigrate.Guests.FileSystems.Fat;
using AzMigrate.Guests.FileSystems.Ntfs;
using AzMigrate.Guests.FileSystems.Xfs;
using AzMigrate.Guests.Partitions.Lvm;

namespace AzMigrate.Guests.Partitions;

/// <summary>A volume whose files can be read.</summary>
internal sealed record ReadableVolume(GuestVolume Volume, FileSystem Files);

/// <summary>All volumes of a machine's disks.</summary>
internal sealed class GuestVolumes
{
    private GuestVolumes(IReadOnlyList<GuestVolume> all, IReadOnlyList<ReadableVolume> readable) =>
        (All, Readable) = (all, readable);

    /// <summary>In the order of disks and tables; logical volumes last.</summary>
    public IReadOnlyList<GuestVolume> All { get; }

    /// <summary>Those whose files can be read, in the same order.</summary>
    public IReadOnlyList<ReadableVolume> Readable { get; }

    public static GuestVolumes Read(IReadOnlyList<DiskBytes> disks, GuestNotes notes)
    {
        var all = new List<GuestVolume>();
        var findings = new List<GuestFinding>();
        foreach (var disk in disks)
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning,
                () => all.AddRange(PartitionTable.Read(disk, findings)));
        notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () => all.AddRange(LvmVolumes.Find(all, findings)));
        findings.ForEach(notes.Add);

        var readable = new List<ReadableVolume>();
        foreach (var volume in all)
        {
            VolumeRules.Check(volume, notes);
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () =>
            {
                if (Open(volume) is FileSystem files)
                    readable.Add(new ReadableVolume(volume, files));
            });
        }
        return new GuestVolumes(all, readable);
    }

    private static FileSystem? Open(GuestVolume volume) => volume.Kind switch
    {
        VolumeKind.Ntfs => new NtfsFileSystem(volume.Bytes),
        VolumeKind.Ext => new ExtFileSystem(volume.Bytes),
        VolumeKind.Xfs => new XfsFileSystem(volume.Bytes),
        VolumeKind.Fat => new FatFileSystem(volume.Bytes),
        _ => null,
    };
}
