using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.Partitions;

namespace AzMigrate.Guests.Linux;

/// <summary>The Linux on a machine's disks, with its file systems mounted as its fstab says.</summary>
internal sealed class LinuxGuest
{
    private LinuxGuest(ReadableVolume root, GuestVolumes volumes, GuestQuestions questions, GuestNotes notes)
    {
        (Root, Volumes, Questions, Notes) = (root, volumes, questions, notes);
        Names = new VolumeNames(volumes, notes);
        Files = new MountedFiles(root.Files);
    }

    /// <summary>Where its root is.</summary>
    public ReadableVolume Root { get; }

    public GuestVolumes Volumes { get; }

    public VolumeNames Names { get; }

    public GuestQuestions Questions { get; }

    public GuestNotes Notes { get; }

    public MountedFiles Files { get; }

    public IReadOnlyList<FstabEntry> Fstab { get; private set; } = [];

    /// <summary>Where the kernels are: the root, when /boot has no volume of its own.</summary>
    public GuestVolume BootVolume { get; private set; } = null!;

    /// <summary>The Linux on the volumes, or null. The first counts.</summary>
    public static LinuxGuest? Find(GuestVolumes volumes, GuestQuestions questions, GuestNotes notes)
    {
        LinuxGuest? guest = null;
        foreach (var volume in volumes.Readable.Where(volume => volume.Volume.Kind is VolumeKind.Ext or VolumeKind.Xfs))
        {
            var isOne = false;
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () => isOne = IsRoot(volume.Files));
            if (!isOne)
                continue;
            if (guest is not null)
                notes.Add(VolumeRules.SeveralSystems(guest.Root.Volume.Name, volume.Volume.Name));
            else
                guest = new LinuxGuest(volume, volumes, questions, notes);
        }
        guest?.Mount();
        return guest;
    }

    // A rescue image kept on a data disk has no fstab.
    private static bool IsRoot(FileSystem files) => files.FindPath("etc/fstab") is { Kind: FileKind.File }
        && (files.FindPath("etc/os-release") is not null || files.FindPath("usr") is not null
            || files.FindPath("sbin") is not null);

    private void Mount()
    {
        BootVolume = Root.Volume;
        Notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () =>
        {
            Fstab = FstabEntry.Read(Files);
            foreach (var entry in Fstab.Where(entry => entry.Path is not ("/" or "none" or "swap"))
                .OrderBy(entry => entry.Path.Length))
            {
                var volume = Names.Find(entry.Device);
                if (entry.Path.TrimEnd('/') == "/boot" && volume is not null)
                    BootVolume = volume;
                if (Volumes.Readable.FirstOrDefault(readable => readable.Volume == volume) is { Files: var files })
                    Files.Mount(entry.Path, files);
            }
        });
    }
}
